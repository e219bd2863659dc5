/* The grammar tables as C sees them.
 *
 * compiled.py describes a structure when it is first met; the description, a tuple, stays alive with its
 * plan, and everything here borrows from it. Whatever a description could do wrong is refused here, so the
 * walks in _engine_read.h and _engine_write.h need not look again.
 */

#ifndef SECC_EXI_ENGINE_TABLES_H
#define SECC_EXI_ENGINE_TABLES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stdint.h>
#include <string.h>

#define DEEPEST 32        /* levels of elements; the messages have 10 */
#define WIDEST_CODE 12    /* bits of an event code or of a value of fixed width */
#define LONG_WORDS 4      /* 64 bits each: the longest number of a type without bounds has 256 bits */
#define LONG_OCTETS 10    /* types whose numbers may have more octets than this are without bounds */

/* The numbers of these kinds are those of compiled.py. */
enum kind { NAMED, BITS, UNSIGNED, SIGNED, TEXT, BINARY, KINDS };

/* A simple type. */
typedef struct {
    enum kind kind;
    unsigned width;         /* NAMED, BITS: bits of a value */
    Py_ssize_t count;       /* NAMED, BITS: how many values these bits can say */
    PyObject **members;     /* NAMED, BITS: those, in the order of the bits */
    int64_t least;          /* numbers: the bounds; TEXT, BINARY: the shortest */
    uint64_t most;          /* SIGNED: as int64_t; TEXT, BINARY: the longest */
    unsigned octets;        /* UNSIGNED, SIGNED: the most octets of such a number */
} Codec;

struct plan;
struct state;

/* A place of the content: a row of the tables. */
typedef struct {
    Py_ssize_t offset;      /* of the field in the struct; 0: the place has none */
    Py_ssize_t index;       /* of the row */
    int array;
    Py_ssize_t least, most; /* how often it comes; most < 0: unbounded */
    unsigned margin;        /* events around a value, one bit each */
    Codec codec;            /* of a plain value */
    PyObject *classes;      /* of a slot: tuple of what may stand there, None for what may not */
} Row;

/* A row that has a field, and where that is. */
typedef struct {
    Py_ssize_t offset;
    const Row *row;
} Field;

enum content { END, STRUCTURE, VALUE, REFUSED };

/* What a code means. */
typedef struct {
    enum content content;
    unsigned code, width;                       /* the code itself */
    const Row *row;
    struct plan *plan;                          /* STRUCTURE */
    const struct state *next, *full, *few;      /* what follows: normally, at most, below least */
} Event;

typedef struct state {
    unsigned width;
    Py_ssize_t count;
    Event *events;
    const Event **by_row;   /* the event of each row, of a slot the first; or NULL */
    const Event *end;       /* or NULL */
} State;

/* A structure. */
typedef struct plan {
    PyObject_HEAD
    PyObject *describe;     /* callable without arguments; the description comes from it */
    PyObject *description;
    PyTypeObject *type;     /* NULL: not described yet */
    PyObject *unset;        /* what stands in the place of an absent field */
    Py_ssize_t row_count, field_count, state_count;
    Row *rows;
    Field *fields;          /* in the order of the wire */
    State *states;
} Plan;

static PyTypeObject PlanType;

/* Whatever is not a common case: exact.py does it again and finds out what it is. */
static inline void *
unusual(void)
{
    PyErr_SetNone(PyExc_LookupError);
    return NULL;
}

/* Eight octets as a number, the first one highest. Compilers make one instruction of each of these two. */
static inline uint64_t
load(const unsigned char *from)
{
    return (uint64_t)from[0] << 56 | (uint64_t)from[1] << 48 | (uint64_t)from[2] << 40
           | (uint64_t)from[3] << 32 | (uint64_t)from[4] << 24 | (uint64_t)from[5] << 16
           | (uint64_t)from[6] << 8 | (uint64_t)from[7];
}

static inline void
store(unsigned char *to, uint64_t word)
{
    to[0] = (unsigned char)(word >> 56);
    to[1] = (unsigned char)(word >> 48);
    to[2] = (unsigned char)(word >> 40);
    to[3] = (unsigned char)(word >> 32);
    to[4] = (unsigned char)(word >> 24);
    to[5] = (unsigned char)(word >> 16);
    to[6] = (unsigned char)(word >> 8);
    to[7] = (unsigned char)word;
}

static int
bad_table(const char *what)
{
    PyErr_Format(PyExc_SystemError, "EXI table: %s", what);
    return -1;
}

/* A description failed, never to be taken for an unusual message. The first error becomes the context. What is
 * no Exception, such as a KeyboardInterrupt, only came by here. */
static int
no_table(void)
{
    PyObject *type, *value, *traceback, *first;

    if (PyErr_ExceptionMatches(PyExc_SystemError) || PyErr_ExceptionMatches(PyExc_MemoryError)
        || !PyErr_ExceptionMatches(PyExc_Exception)) {
        return -1;
    }
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    first = value;
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    bad_table("a description failed");
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyException_SetContext(value, first);
    PyErr_Restore(type, value, traceback);
    return -1;
}

/* ("kind", width, members, least, most, octets) */
static int
take_codec(PyObject *given, Codec *codec)
{
    int kind;
    PyObject *members;
    long long least;
    unsigned long long most;

    if (!PyTuple_Check(given)) {
        return bad_table("no codec");
    }
    if (!PyArg_ParseTuple(given, "iIO!LKI", &kind, &codec->width, &PyTuple_Type, &members, &least, &most,
                          &codec->octets)) {
        return -1;
    }
    if (kind < 0 || kind >= KINDS) {
        return bad_table("kind of value");
    }
    codec->kind = (enum kind)kind;
    codec->count = PyTuple_GET_SIZE(members);
    codec->members = ((PyTupleObject *)members)->ob_item;
    codec->least = least;
    codec->most = most;
    if (kind <= BITS
        && (codec->width > WIDEST_CODE || codec->count < 1 || codec->count > 1 << codec->width)) {
        return bad_table("width of a value");
    }
    if (kind == BITS && ((int64_t)most < least || most - (uint64_t)least >= (uint64_t)codec->count)) {
        return bad_table("bounds of a value");
    }
    return 0;
}

/* Where a struct keeps a field; 0 with an exception when it is no plain member. */
static Py_ssize_t
offset_of(PyTypeObject *type, PyObject *name)
{
    PyObject *found = PyObject_GetAttr((PyObject *)type, name);
    Py_ssize_t offset = 0;

    if (found && Py_IS_TYPE(found, &PyMemberDescr_Type)) {
        PyMemberDef *member = ((PyMemberDescrObject *)found)->d_member;
        Py_ssize_t end = member->offset + (Py_ssize_t)sizeof(PyObject *);
        if (PyType_IsSubtype(type, ((PyDescrObject *)found)->d_type) && member->type == T_OBJECT_EX
            && member->offset >= (Py_ssize_t)sizeof(PyObject) && end <= type->tp_basicsize) {
            offset = member->offset;
        }
    }
    Py_XDECREF(found);
    if (!offset && !PyErr_Occurred()) {
        bad_table("a field is no member of its struct");
    }
    return offset;
}

/* (name | None, array, least, most, margin, codec | None, classes | None) */
static int
take_row(Plan *plan, PyObject *given, Row *row)
{
    PyObject *name, *codec, *classes;

    if (!PyTuple_Check(given)) {
        return bad_table("no row");
    }
    if (!PyArg_ParseTuple(given, "OpnnIOO", &name, &row->array, &row->least, &row->most, &row->margin, &codec,
                          &classes)) {
        return -1;
    }
    if (row->margin > 1) {
        return bad_table("margin");
    }
    if (name != Py_None && !(row->offset = offset_of(plan->type, name))) {
        return -1;
    }
    if (classes != Py_None) {
        if (!PyTuple_Check(classes)) {
            return bad_table("slot");
        }
        row->classes = classes;
    }
    return codec == Py_None ? 0 : take_codec(codec, &row->codec);
}

static const State *
state_at(Plan *plan, int index)
{
    if (index < 0 || index >= plan->state_count) {
        bad_table("number of a state");
        return NULL;
    }
    return &plan->states[index];
}

/* (row, content, next, full, few); content: a plan, True for the codec of the row, None: it is refused */
static int
take_event(Plan *plan, PyObject *given, Event *event)
{
    int row, next, full, few;
    PyObject *content;

    if (!PyTuple_Check(given)) {
        return bad_table("no event");
    }
    if (!PyArg_ParseTuple(given, "iOiii", &row, &content, &next, &full, &few)) {
        return -1;
    }
    if (row == -1) {
        event->content = END;
        return 0;
    }
    event->content = REFUSED;
    if (content == Py_None) {
        return 0;
    }
    if (row < 0 || row >= plan->row_count || !plan->rows[row].offset) {
        return bad_table("number of a row");
    }
    event->row = &plan->rows[row];
    event->next = state_at(plan, next);
    event->full = state_at(plan, full);
    event->few = state_at(plan, few);
    if (!event->next || !event->full || !event->few) {
        return -1;
    }
    if (Py_IS_TYPE(content, &PlanType)) {
        event->content = STRUCTURE;
        event->plan = (Plan *)content;
    }
    else if (content == Py_True && !event->row->classes) {
        event->content = VALUE;
    }
    else {
        return bad_table("content");
    }
    return 0;
}

/* A tuple of events. */
static int
take_state(Plan *plan, PyObject *given, State *state)
{
    if (!PyTuple_Check(given)) {
        return bad_table("no state");
    }
    state->count = PyTuple_GET_SIZE(given);
    if (state->count < 1 || state->count >> WIDEST_CODE) {
        return bad_table("events of a state");
    }
    while (state->count >> state->width) {
        state->width++;
    }
    state->events = PyMem_Calloc(state->count, sizeof(Event));
    state->by_row = PyMem_Calloc(plan->row_count + 1, sizeof(Event *));
    if (!state->events || !state->by_row) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t code = state->count - 1; code >= 0; code--) {
        Event *event = &state->events[code];
        event->code = (unsigned)code;
        event->width = state->width;
        if (take_event(plan, PyTuple_GET_ITEM(given, code), event) < 0) {
            return -1;
        }
        if (event->content == END) {
            state->end = event;
        }
        else if (event->row) {
            state->by_row[event->row->index] = event;
        }
    }
    /* The codes of a slot are neighbours, those of its abstract members too. */
    for (Py_ssize_t row = 0; row < plan->row_count; row++) {
        PyObject *classes = plan->rows[row].classes;
        if (!classes || !state->by_row[row]) {
            continue;
        }
        Py_ssize_t first = state->by_row[row]->code;
        Py_ssize_t member = 0;
        while (member < PyTuple_GET_SIZE(classes) && PyTuple_GET_ITEM(classes, member) == Py_None) {
            member++;
        }
        if (first < member || first - member + PyTuple_GET_SIZE(classes) > state->count) {
            return bad_table("codes of a slot");
        }
        state->by_row[row] -= member;
    }
    return 0;
}

static void
forget(Plan *plan)
{
    for (Py_ssize_t index = 0; plan->states && index < plan->state_count; index++) {
        PyMem_Free(plan->states[index].events);
        PyMem_Free(plan->states[index].by_row);
    }
    PyMem_Free(plan->states);
    PyMem_Free(plan->fields);
    PyMem_Free(plan->rows);
    plan->states = NULL;
    plan->fields = NULL;
    plan->rows = NULL;
    plan->type = NULL;
    Py_CLEAR(plan->description);
}

/* (class, UNSET, rows, rows that have a field in the order of the wire, states) */
static int
take_description(Plan *plan)
{
    PyObject *rows, *fields, *states;
    PyTypeObject *type;

    if (!PyTuple_Check(plan->description)) {
        return bad_table("no description");
    }
    if (!PyArg_ParseTuple(plan->description, "O!OO!O!O!", &PyType_Type, &type, &plan->unset, &PyTuple_Type,
                          &rows, &PyTuple_Type, &fields, &PyTuple_Type, &states)) {
        return -1;
    }
    plan->type = type;
    if (type->tp_itemsize || !(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return bad_table("a class of unknown layout");
    }
    plan->row_count = PyTuple_GET_SIZE(rows);
    plan->field_count = PyTuple_GET_SIZE(fields);
    plan->state_count = PyTuple_GET_SIZE(states);
    plan->rows = PyMem_Calloc(plan->row_count + 1, sizeof(Row));
    plan->fields = PyMem_Calloc(plan->field_count + 1, sizeof(Field));
    plan->states = PyMem_Calloc(plan->state_count + 1, sizeof(State));
    if (!plan->rows || !plan->fields || !plan->states) {
        PyErr_NoMemory();
        return -1;
    }
    if (!plan->state_count) {
        return bad_table("no states");
    }
    for (Py_ssize_t index = 0; index < plan->row_count; index++) {
        plan->rows[index].index = index;
        if (take_row(plan, PyTuple_GET_ITEM(rows, index), &plan->rows[index]) < 0) {
            return -1;
        }
    }
    for (Py_ssize_t index = 0; index < plan->field_count; index++) {
        Py_ssize_t row = PyLong_AsSsize_t(PyTuple_GET_ITEM(fields, index));
        if (row < 0 || row >= plan->row_count || !plan->rows[row].offset) {
            return PyErr_Occurred() ? -1 : bad_table("number of a field");
        }
        plan->fields[index].offset = plan->rows[row].offset;
        plan->fields[index].row = &plan->rows[row];
    }
    for (Py_ssize_t index = 0; index < plan->state_count; index++) {
        if (take_state(plan, PyTuple_GET_ITEM(states, index), &plan->states[index]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The first use. */
static int
learn(Plan *plan)
{
    PyObject *description = plan->describe ? PyObject_CallNoArgs(plan->describe) : unusual();

    if (!description) {
        return no_table();
    }
    if (plan->type) { /* somebody else was quicker, while Python ran */
        Py_DECREF(description);
        return 0;
    }
    plan->description = description;
    if (take_description(plan) < 0) {
        forget(plan);
        return no_table();
    }
    return 0;
}

#endif
