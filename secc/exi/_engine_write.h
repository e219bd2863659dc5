/* Writing: one walk over a struct and the tables. */

#ifndef SECC_EXI_ENGINE_WRITE_H
#define SECC_EXI_ENGINE_WRITE_H

#include "_engine_tables.h"

#define SMALL 1024  /* messages up to this many bytes need no memory of their own */
#define SLACK 16    /* bytes that may be stored behind `limit` */

typedef struct {
    unsigned char *start, *out, *limit;
    uint64_t gathered;      /* its lowest `pending` bits are still to come out */
    unsigned pending;       /* 0 to 7 */
    int failed;             /* no memory; an exception is set, and what is written does not matter any more */
    unsigned char small[SMALL + SLACK];
} Writer;

static void
writer_init(Writer *writer)
{
    writer->start = writer->out = writer->small;
    writer->limit = writer->small + SMALL;
    writer->gathered = 0;
    writer->pending = 0;
    writer->failed = 0;
}

static void
writer_free(Writer *writer)
{
    if (writer->start != writer->small) {
        PyMem_Free(writer->start);
    }
}

/* Make room for so many bytes. */
static int
reserve(Writer *writer, size_t bytes)
{
    if (writer->limit - writer->out >= (Py_ssize_t)bytes) { /* less than nothing may be left: see SLACK */
        return 0;
    }
    size_t used = (size_t)(writer->out - writer->start), room = 2 * (used + bytes);
    unsigned char *start = PyMem_Malloc(room + SLACK);
    if (!start) {
        PyErr_NoMemory();
        writer->failed = 1;
        writer->out = writer->start;
        return -1;
    }
    memcpy(start, writer->start, used);
    writer_free(writer);
    writer->start = start;
    writer->out = start + used;
    writer->limit = start + room;
    return 0;
}

/* The lowest `width` bits, at most 56 of them. */
static inline void
put(Writer *writer, uint64_t bits, unsigned width)
{
    unsigned pending = writer->pending + width;

    if (!pending || (writer->out >= writer->limit && reserve(writer, 8) < 0)) {
        return;
    }
    writer->gathered = writer->gathered << width | bits;
    store(writer->out, writer->gathered << (64 - pending));
    writer->out += pending >> 3;
    writer->pending = pending & 7;
}

static inline void
put_varint(Writer *writer, uint64_t value)
{
    uint64_t bits = 0;
    unsigned width = 8;

    while (value > 0x7F) {
        bits = bits << 8 | (value & 0x7F) | 0x80;
        value >>= 7;
        if (width == 56) {
            put(writer, bits, width);
            bits = width = 0;
        }
        width += 8;
    }
    put(writer, bits << 8 | value, width);
}

static void
put_octets(Writer *writer, const unsigned char *from, size_t count)
{
    unsigned pending = writer->pending;
    size_t index = 0;

    if (reserve(writer, count + 8) < 0) {
        return;
    }
    if (!pending) {
        memcpy(writer->out, from, count);
        writer->out += count;
        return;
    }
    for (; index + 8 <= count; index += 8) {
        uint64_t word = load(from + index);
        store(writer->out, writer->gathered << (64 - pending) | word >> pending);
        writer->out += 8;
        writer->gathered = word;
    }
    for (; index < count; index++) {
        put(writer, from[index], 8);
    }
}

static int
refuse(void)
{
    unusual();
    return -1;
}

/* A number beyond 64 bits of a type without bounds, behind the bits before its sign. */
static int
write_long(Writer *writer, PyObject *value, int negative, uint64_t head, unsigned width)
{
    PyObject *positive = negative ? PyNumber_Invert(value) : Py_NewRef(value);
    PyObject *digits = positive ? PyNumber_ToBase(positive, 16) : NULL;
    uint64_t words[LONG_WORDS + 1] = {0};
    Py_ssize_t count = digits ? PyUnicode_GET_LENGTH(digits) - 2 : 0; /* without 0x */

    Py_XDECREF(positive);
    if (!digits) {
        return -1;
    }
    if (count > 16 * LONG_WORDS) {
        Py_DECREF(digits);
        return refuse();
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        Py_UCS4 digit = PyUnicode_READ_CHAR(digits, count + 1 - index);
        words[index / 16] |= (uint64_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10) << 4 * (index % 16);
    }
    Py_DECREF(digits);
    put(writer, head << 1 | (uint64_t)negative, width + 1);
    for (;;) {
        uint64_t octet = words[0] & 0x7F, left = 0;
        for (unsigned word = 0; word < LONG_WORDS; word++) {
            words[word] = words[word] >> 7 | words[word + 1] << 57;
            left |= words[word];
        }
        put(writer, left ? octet | 0x80 : octet, 8);
        if (!left) {
            return 0;
        }
    }
}

/* Event code, margin and sign of a number, then its octets. */
static int
write_number(Writer *writer, const Codec *codec, PyObject *value, uint64_t head, unsigned width)
{
    int overflow;

    if (!PyLong_CheckExact(value)) {
        return refuse();
    }
    long long found = PyLong_AsLongLongAndOverflow(value, &overflow);
    uint64_t size = (uint64_t)found;
    if (codec->kind == UNSIGNED) {
        if (overflow > 0) {
            size = PyLong_AsUnsignedLongLong(value);
            if (size == (uint64_t)-1 && PyErr_Occurred()) {
                PyErr_Clear();
                return refuse();
            }
        }
        else if (overflow < 0 || found < 0) {
            return refuse();
        }
        if (size < (uint64_t)codec->least || size > codec->most) {
            return refuse();
        }
    }
    else {
        if (overflow && codec->octets > LONG_OCTETS) {
            return write_long(writer, value, overflow < 0, head, width);
        }
        if (overflow || found < codec->least || found > (int64_t)codec->most) {
            return refuse();
        }
        size = found < 0 ? (uint64_t)(-1 - found) : (uint64_t)found;
        head = head << 1 | (found < 0);
        width++;
    }
    if (size < 0x80) {
        put(writer, head << 8 | size, width + 8);
    }
    else if (size < 0x4000) {
        put(writer, head << 16 | (size & 0x7F) << 8 | 0x8000 | size >> 7, width + 16);
    }
    else {
        put(writer, head, width);
        put_varint(writer, size);
    }
    return 0;
}

static int
write_text(Writer *writer, const Codec *codec, PyObject *value)
{
    if (!PyUnicode_CheckExact(value)) {
        return refuse();
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(value);
    if (length < codec->least || (uint64_t)length > codec->most) {
        return refuse();
    }
    put_varint(writer, (uint64_t)length + 2);
    if (PyUnicode_IS_ASCII(value)) {
        put_octets(writer, PyUnicode_1BYTE_DATA(value), (size_t)length);
        return 0;
    }
    for (Py_ssize_t index = 0; index < length; index++) {
        Py_UCS4 point = PyUnicode_READ_CHAR(value, index);
        if (point >= 0xD800 && point <= 0xDFFF) {
            return refuse();
        }
        put_varint(writer, point);
    }
    return 0;
}

static int
write_binary(Writer *writer, const Codec *codec, PyObject *value)
{
    if (!PyBytes_CheckExact(value)) {
        return refuse();
    }
    Py_ssize_t length = PyBytes_GET_SIZE(value);
    if (length < codec->least || (uint64_t)length > codec->most) {
        return refuse();
    }
    put_varint(writer, (uint64_t)length);
    put_octets(writer, (const unsigned char *)PyBytes_AS_STRING(value), (size_t)length);
    return 0;
}

/* A plain value behind the `width` bits of its event code. */
static int
write_value(Writer *writer, const Codec *codec, unsigned margin, PyObject *value, uint64_t head,
            unsigned width)
{
    int done;

    head <<= margin;
    width += margin;
    switch (codec->kind) {
    case NAMED:
        for (Py_ssize_t code = 0; code < codec->count; code++) {
            if (codec->members[code] == value) {
                put(writer, (head << codec->width | (uint64_t)code) << margin, width + codec->width + margin);
                return 0;
            }
        }
        return refuse();
    case BITS: {
        int overflow;
        if (!PyLong_CheckExact(value)) {
            return refuse();
        }
        long long found = PyLong_AsLongLongAndOverflow(value, &overflow);
        if (overflow || found < codec->least || found > (int64_t)codec->most) {
            return refuse();
        }
        put(writer, (head << codec->width | (uint64_t)(found - codec->least)) << margin,
            width + codec->width + margin);
        return 0;
    }
    case UNSIGNED:
    case SIGNED:
        done = write_number(writer, codec, value, head, width);
        break;
    default:
        put(writer, head, width);
        done = codec->kind == TEXT ? write_text(writer, codec, value) : write_binary(writer, codec, value);
    }
    put(writer, 0, margin);
    return done;
}

static int write_structure(Writer *writer, Plan *plan, PyObject *message, int depth);

/* One attribute, element or text, event code included; the event it was. */
static inline const Event *
write_one(Writer *writer, const State *state, const Row *row, PyObject *value, int depth)
{
    const Event *event = state->by_row[row->index];

    if (!event) {
        return unusual();
    }
    if (row->classes) {
        PyObject *type = (PyObject *)Py_TYPE(value);
        Py_ssize_t index = 0, count = PyTuple_GET_SIZE(row->classes);
        while (index < count && PyTuple_GET_ITEM(row->classes, index) != type) {
            index++;
        }
        if (index == count) {
            return unusual();
        }
        event += index;
    }
    int done;
    if (event->content == VALUE) {
        done = write_value(writer, &row->codec, row->margin, value, event->code, event->width);
    }
    else if (event->content == STRUCTURE) {
        put(writer, event->code, event->width);
        done = write_structure(writer, event->plan, value, depth + 1);
    }
    else {
        done = refuse();
    }
    return done < 0 ? NULL : event;
}

static const State *
write_list(Writer *writer, const State *state, const Row *row, PyObject *items, int depth)
{
    if (!PyTuple_CheckExact(items)) {
        return unusual();
    }
    Py_ssize_t size = PyTuple_GET_SIZE(items);
    for (Py_ssize_t count = 1; count <= size; count++) {
        const Event *event = write_one(writer, state, row, PyTuple_GET_ITEM(items, count - 1), depth);
        if (!event) {
            return NULL;
        }
        state = count < row->least ? event->few : count == row->most ? event->full : event->next;
    }
    return state;
}

static int
write_structure(Writer *writer, Plan *plan, PyObject *message, int depth)
{
    if (depth > DEEPEST) {
        return refuse();
    }
    if (!plan->type && learn(plan) < 0) {
        return -1;
    }
    if (!Py_IS_TYPE(message, plan->type)) {
        return refuse();
    }
    const State *state = plan->states;
    for (Py_ssize_t index = 0; index < plan->field_count; index++) {
        const Row *row = plan->fields[index].row;
        PyObject *value = *(PyObject **)((char *)message + plan->fields[index].offset);
        if (!value) {
            return refuse();
        }
        if (row->array) {
            state = write_list(writer, state, row, value, depth);
        }
        else if (value != plan->unset) {
            const Event *event = write_one(writer, state, row, value, depth);
            state = event ? event->next : NULL;
        }
        if (!state) {
            return -1;
        }
    }
    if (!state->end) {
        return refuse();
    }
    put(writer, state->end->code, state->end->width);
    return 0;
}

#endif
