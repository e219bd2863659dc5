/* Reading: one walk over the tables that builds the structs.
 *
 * Every position is held against the end of the payload before it is passed, every length before anything is
 * allocated for it.
 */

#ifndef SECC_EXI_ENGINE_READ_H
#define SECC_EXI_ENGINE_READ_H

#include "_engine_tables.h"

typedef struct {
    const unsigned char *data;
    size_t size;
    uint64_t position, end; /* in bits; position <= end */
    uint64_t ahead;         /* bits from position on, left-justified: at least 57 - WIDEST_CODE of them */
} Reader;

/* The next 57 bits or more, left-justified, with zeros behind the end. */
static inline uint64_t
look(const Reader *reader)
{
    size_t at = (size_t)(reader->position >> 3);
    uint64_t word = 0;

    if (at + 8 <= reader->size) {
        word = load(reader->data + at);
    }
    else {
        for (size_t index = at; index < at + 8; index++) {
            word = word << 8 | (index < reader->size ? reader->data[index] : 0);
        }
    }
    return word << (reader->position & 7);
}

static inline int
pass(Reader *reader, uint64_t bits)
{
    if (reader->end - reader->position < bits) {
        unusual();
        return -1;
    }
    reader->position += bits;
    return 0;
}

/* A number of at most `most` octets, wherever it stands. */
static int
read_varint(Reader *reader, unsigned most, uint64_t *value)
{
    uint64_t found = 0;

    for (unsigned count = 0; count < most; count++) {
        uint64_t octet = look(reader) >> 56, low = octet & 0x7F;
        unsigned shift = 7 * count;
        if (shift > 57 && (shift > 63 || low >> (64 - shift))) {
            break; /* more than 64 bits */
        }
        if (pass(reader, 8) < 0) {
            return -1;
        }
        found |= low << shift;
        if (octet < 0x80) {
            *value = found;
            return 0;
        }
    }
    unusual();
    return -1;
}

/* Bits that the schema foresees as zero: the events around a value. */
static inline int
read_margin(Reader *reader, unsigned margin)
{
    if (margin && look(reader) >> 63) {
        unusual();
        return -1;
    }
    return pass(reader, margin);
}

static inline PyObject *
read_fixed(Reader *reader, const Codec *codec, unsigned margin)
{
    unsigned used = codec->width + 2 * margin;
    uint64_t word = used ? reader->ahead >> (64 - used) : 0, code = word >> margin;

    /* With margins the first bit and the last are zero, and so the code stays below 1 << width. */
    if ((margin && word & 1) || code >= (uint64_t)codec->count || pass(reader, used) < 0) {
        return PyErr_Occurred() ? NULL : unusual();
    }
    return Py_NewRef(codec->members[code]);
}

static PyObject *
number(const Codec *codec, int negative, uint64_t value)
{
    if (codec->kind == UNSIGNED) {
        if (value < (uint64_t)codec->least || value > codec->most) {
            return unusual();
        }
        return value > LLONG_MAX ? PyLong_FromUnsignedLongLong(value) : PyLong_FromLongLong((int64_t)value);
    }
    if (value > INT64_MAX) {
        return unusual();
    }
    int64_t found = negative ? -1 - (int64_t)value : (int64_t)value;
    return found < codec->least || found > (int64_t)codec->most ? unusual() : PyLong_FromLongLong(found);
}

/* A number of a type without bounds, such as the serial number of a certificate. */
static PyObject *
read_long(Reader *reader, const Codec *codec, int negative)
{
    uint64_t words[LONG_WORDS + 1] = {0};
    char digits[16 * LONG_WORDS + 1];
    unsigned shift = 0;
    uint64_t octet;

    do {
        if (shift >= 7 * codec->octets || shift >= 64 * LONG_WORDS) {
            return unusual();
        }
        octet = look(reader) >> 56;
        if (pass(reader, 8) < 0) {
            return NULL;
        }
        words[shift / 64] |= (octet & 0x7F) << shift % 64;
        if (shift % 64 > 57) {
            words[shift / 64 + 1] |= (octet & 0x7F) >> (64 - shift % 64);
        }
        shift += 7;
    } while (octet > 0x7F);
    if (words[LONG_WORDS]) {
        return unusual();
    }
    for (unsigned word = 0; word < LONG_WORDS; word++) {
        PyOS_snprintf(digits + 16 * word, 17, "%016llx", (unsigned long long)words[LONG_WORDS - 1 - word]);
    }
    PyObject *found = PyLong_FromString(digits, NULL, 16);
    if (found && negative) {
        Py_SETREF(found, PyNumber_Invert(found));
    }
    return found;
}

/* Numbers of one octet or two at once; longer ones octet by octet. */
static inline PyObject *
read_number(Reader *reader, const Codec *codec, unsigned margin)
{
    unsigned sign = codec->kind == SIGNED, used = margin + sign + 8;
    uint64_t word = reader->ahead, value;

    if (margin && word >> 63) {
        return unusual();
    }
    int negative = sign && word << margin >> 63;
    value = word << (margin + sign) >> 56;
    if (value > 0x7F) {
        uint64_t octet = word << used >> 56;
        used += 8;
        if (octet > 0x7F || codec->octets < 2) {
            PyObject *found = NULL;
            if (pass(reader, margin + sign) < 0) {
                return NULL;
            }
            if (codec->octets > LONG_OCTETS) {
                found = read_long(reader, codec, negative);
            }
            else if (read_varint(reader, codec->octets, &value) == 0) {
                found = number(codec, negative, value);
            }
            if (found && read_margin(reader, margin) < 0) {
                Py_CLEAR(found);
            }
            return found;
        }
        value = (value & 0x7F) | octet << 7;
    }
    if (margin && word << used >> 63) {
        return unusual();
    }
    return pass(reader, used + margin) < 0 ? NULL : number(codec, negative, value);
}

/* A length in items of at least eight bits, none of them beyond the end. */
static Py_ssize_t
read_length(Reader *reader, unsigned offset)
{
    uint64_t length;

    if (read_varint(reader, 5, &length) < 0) {
        return -1;
    }
    if (length < offset || (length - offset) > (reader->end - reader->position) >> 3) {
        unusual();
        return -1;
    }
    return (Py_ssize_t)(length - offset);
}

/* Octets from any bit on; the or of all of them. The caller has made sure that they are there. */
static uint64_t
copy_octets(Reader *reader, unsigned char *to, size_t count)
{
    const unsigned char *from = reader->data + (reader->position >> 3);
    unsigned shift = reader->position & 7;
    uint64_t all = 0;
    size_t index = 0;

    for (; index + 8 <= count; index += 8) {
        uint64_t word = load(from + index);
        if (shift) {
            word = word << shift | (uint64_t)(from[index + 8] >> (8 - shift));
        }
        all |= word;
        store(to + index, word);
    }
    for (; index < count; index++) {
        unsigned octet = (unsigned)from[index] << shift;
        if (shift) {
            octet |= from[index + 1] >> (8 - shift);
        }
        to[index] = (unsigned char)octet;
        all |= octet & 0xFF;
    }
    reader->position += 8 * (uint64_t)count;
    return all;
}

static PyObject *
read_binary(Reader *reader)
{
    Py_ssize_t length = read_length(reader, 0);
    PyObject *found = length < 0 ? NULL : PyBytes_FromStringAndSize(NULL, length);

    if (found && length) {
        copy_octets(reader, (unsigned char *)PyBytes_AS_STRING(found), (size_t)length);
    }
    return found;
}

/* Code points beyond ASCII; the reader stands before the first. */
static PyObject *
read_characters(Reader *reader, Py_ssize_t length)
{
    Py_UCS4 *points = PyMem_New(Py_UCS4, length);
    PyObject *found = NULL;

    if (!points) {
        return PyErr_NoMemory();
    }
    for (Py_ssize_t index = 0; index < length; index++) {
        uint64_t point;
        if (read_varint(reader, 3, &point) < 0) {
            goto done;
        }
        if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
            unusual();
            goto done;
        }
        points[index] = (Py_UCS4)point;
    }
    found = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, points, length);
done:
    PyMem_Free(points);
    return found;
}

static PyObject *
read_text(Reader *reader)
{
    Py_ssize_t length = read_length(reader, 2);
    PyObject *found = length < 0 ? NULL : PyUnicode_New(length, 127);

    if (!found || !length) {
        return found;
    }
    uint64_t start = reader->position;
    uint64_t all = copy_octets(reader, PyUnicode_1BYTE_DATA(found), (size_t)length);
    if (!(all & 0x8080808080808080)) {
        return found;
    }
    Py_DECREF(found);
    reader->position = start;
    return read_characters(reader, length);
}

/* A plain value; `ahead` is up to date. */
static PyObject *
read_value(Reader *reader, const Codec *codec, unsigned margin)
{
    if (codec->kind <= BITS) {
        return read_fixed(reader, codec, margin);
    }
    if (codec->kind <= SIGNED) {
        return read_number(reader, codec, margin);
    }
    if (read_margin(reader, margin) < 0) {
        return NULL;
    }
    PyObject *found = codec->kind == TEXT ? read_text(reader) : read_binary(reader);
    if (found && read_margin(reader, margin) < 0) {
        Py_CLEAR(found);
    }
    return found;
}

static inline const Event *
read_event(Reader *reader, const State *state)
{
    uint64_t word = look(reader), code = word >> (64 - state->width);

    if (code >= (uint64_t)state->count || pass(reader, state->width) < 0) {
        return PyErr_Occurred() ? NULL : unusual();
    }
    reader->ahead = word << state->width;
    return &state->events[code];
}

static PyObject *read_structure(Reader *reader, Plan *plan, int depth);

static inline PyObject *
read_content(Reader *reader, const Event *event, int depth)
{
    if (event->content == VALUE) {
        return read_value(reader, &event->row->codec, event->row->margin);
    }
    return event->content == STRUCTURE ? read_structure(reader, event->plan, depth + 1) : unusual();
}

/* All items of a list; the event that follows them. */
static const Event *
read_list(Reader *reader, const Event *event, PyObject **place, int depth)
{
    const Row *row = event->row;
    PyObject *first[16], **items = first, *found;
    Py_ssize_t count = 0, room = 16;

    do {
        if (count == room) {
            PyObject **more = PyMem_New(PyObject *, 2 * room);
            if (!more) {
                PyErr_NoMemory();
                goto failed;
            }
            memcpy(more, items, (size_t)room * sizeof(PyObject *));
            if (items != first) {
                PyMem_Free(items);
            }
            items = more;
            room *= 2;
        }
        items[count] = read_content(reader, event, depth);
        if (!items[count]) {
            goto failed;
        }
        count++;
        const State *state = count < row->least ? event->few : count == row->most ? event->full : event->next;
        event = read_event(reader, state);
        if (!event) {
            goto failed;
        }
    } while (event->row == row);
    found = PyTuple_New(count);
    if (!found) {
        goto failed;
    }
    memcpy(((PyTupleObject *)found)->ob_item, items, (size_t)count * sizeof(PyObject *));
    Py_XSETREF(*place, found);
    if (items != first) {
        PyMem_Free(items);
    }
    return event;

failed:
    while (count--) {
        Py_DECREF(items[count]);
    }
    if (items != first) {
        PyMem_Free(items);
    }
    return NULL;
}

static PyObject *
read_structure(Reader *reader, Plan *plan, int depth)
{
    if (depth > DEEPEST) {
        return unusual();
    }
    if (!plan->type && learn(plan) < 0) {
        return NULL;
    }
    char *found = (char *)plan->type->tp_alloc(plan->type, 0);
    if (!found) {
        return NULL;
    }
    Py_ssize_t filled = 0;
    const Event *event = read_event(reader, plan->states);
    for (; event && event->content != END; filled++) {
        if (event->content == REFUSED) {
            event = unusual();
            break;
        }
        PyObject **place = (PyObject **)(found + event->row->offset);
        if (event->row->array) {
            event = read_list(reader, event, place, depth);
            continue;
        }
        PyObject *value = read_content(reader, event, depth);
        if (!value) {
            event = NULL;
            break;
        }
        Py_XSETREF(*place, value);
        event = read_event(reader, event->next);
    }
    if (!event) {
        Py_DECREF(found);
        return NULL;
    }
    for (Py_ssize_t index = 0; filled < plan->field_count && index < plan->field_count; index++) {
        PyObject **place = (PyObject **)(found + plan->fields[index].offset);
        if (!*place) {
            *place = plan->fields[index].row->array ? PyTuple_New(0) : Py_NewRef(plan->unset);
        }
    }
    return (PyObject *)found;
}

#endif
