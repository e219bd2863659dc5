/* The EXI engine in C: the common cases of quick_read.py and quick_write.py, on the same tables, to the same
 * bytes and structs. Like them it never explains: whatever is unusual raises LookupError, and exact.py does
 * it again. compiled.py is its only user.
 *
 * Not on the stable ABI: the structs' fields are stored where their member descriptors say, which that ABI
 * does not show.
 */

#include "_engine_read.h"
#include "_engine_tables.h"
#include "_engine_write.h"

#define HEADER 0x80

/* ---- Plan */

static PyObject *
plan_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"describe", NULL};
    PyObject *describe;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O", names, &describe)) {
        return NULL;
    }
    Plan *self = (Plan *)type->tp_alloc(type, 0);
    if (self) {
        self->describe = Py_NewRef(describe);
    }
    return (PyObject *)self;
}

static int
plan_traverse(Plan *self, visitproc visit, void *arg)
{
    Py_VISIT(self->describe);
    Py_VISIT(self->description);
    return 0;
}

static int
plan_clear(Plan *self)
{
    Py_CLEAR(self->describe);
    forget(self);
    return 0;
}

static void
plan_dealloc(Plan *self)
{
    PyObject_GC_UnTrack(self);
    plan_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject PlanType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "secc.exi._engine.Plan",
    .tp_doc = PyDoc_STR("Plan(describe)\n--\n\nHow a structure is coded; described when it is first met."),
    .tp_basicsize = sizeof(Plan),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = plan_new,
    .tp_traverse = (traverseproc)plan_traverse,
    .tp_clear = (inquiry)plan_clear,
    .tp_dealloc = (destructor)plan_dealloc,
};

/* ---- Root */

/* What documents, or fragments, of a schema set may start with. */
typedef struct {
    PyObject_HEAD
    PyObject *describe, *description;
    unsigned width;
    Py_ssize_t count;
    PyObject **contents;    /* by code: a plan, a codec as tuple, None. NULL: not described yet */
    PyObject *codes;        /* of documents: dict, code by class */
    long end;               /* of fragments: code of the end; -1 for documents */
} Root;

static PyObject *
root_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"describe", NULL};
    PyObject *describe;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O", names, &describe)) {
        return NULL;
    }
    Root *self = (Root *)type->tp_alloc(type, 0);
    if (self) {
        self->describe = Py_NewRef(describe);
    }
    return (PyObject *)self;
}

static int
root_traverse(Root *self, visitproc visit, void *arg)
{
    Py_VISIT(self->describe);
    Py_VISIT(self->description);
    return 0;
}

static int
root_clear(Root *self)
{
    self->contents = NULL;
    Py_CLEAR(self->describe);
    Py_CLEAR(self->description);
    return 0;
}

static void
root_dealloc(Root *self)
{
    PyObject_GC_UnTrack(self);
    root_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* (width, contents, codes, end) */
static int
root_learn(Root *self)
{
    PyObject *contents, *codes, *description;
    unsigned width;
    long end;

    description = self->describe ? PyObject_CallNoArgs(self->describe) : unusual();
    if (!description) {
        return no_table();
    }
    if (!PyTuple_Check(description)) {
        Py_DECREF(description);
        return bad_table("no description");
    }
    if (!PyArg_ParseTuple(description, "IO!O!l", &width, &PyTuple_Type, &contents, &PyDict_Type, &codes,
                          &end)) {
        Py_DECREF(description);
        return no_table();
    }
    if (width < 1 || width > WIDEST_CODE || PyTuple_GET_SIZE(contents) >> width || end >> width > 0) {
        Py_DECREF(description);
        return bad_table("width of the root");
    }
    Py_XSETREF(self->description, description);
    self->width = width;
    self->codes = codes;
    self->end = end;
    self->count = PyTuple_GET_SIZE(contents);
    self->contents = ((PyTupleObject *)contents)->ob_item;
    return 0;
}

static PyObject *
root_content(Reader *reader, PyObject *content)
{
    Codec codec;

    if (Py_IS_TYPE(content, &PlanType)) {
        return read_structure(reader, (Plan *)content, 0);
    }
    if (content == Py_None) {
        return unusual();
    }
    memset(&codec, 0, sizeof codec);
    if (take_codec(content, &codec) < 0) {
        return NULL;
    }
    reader->ahead = look(reader);
    return read_value(reader, &codec, 1);
}

static PyObject *
root_read(Root *self, PyObject *payload)
{
    if (!self->contents && root_learn(self) < 0) {
        return NULL;
    }
    if (!PyBytes_CheckExact(payload)) {
        return unusual();
    }
    Reader reader = {.data = (const unsigned char *)PyBytes_AS_STRING(payload),
                     .size = (size_t)PyBytes_GET_SIZE(payload)};
    reader.end = 8 * (uint64_t)reader.size;
    if (reader.size < 2 || reader.data[0] != HEADER) {
        return unusual();
    }
    reader.position = 8;
    uint64_t first = look(&reader) >> (64 - self->width);
    if (first >= (uint64_t)self->count || pass(&reader, self->width) < 0) {
        return PyErr_Occurred() ? NULL : unusual();
    }
    PyObject *value = root_content(&reader, self->contents[first]);
    if (!value) {
        return NULL;
    }
    if (self->end >= 0) {
        uint64_t last = look(&reader) >> (64 - self->width);
        if (last != (uint64_t)self->end || pass(&reader, self->width) < 0) {
            goto unusual;
        }
    }
    /* The rest of the last byte, and one zero byte. */
    uint64_t left = reader.end - reader.position;
    if (left >= 16 || (left >= 8 && reader.data[reader.size - 1])) {
        goto unusual;
    }
    return self->end < 0 ? value : Py_BuildValue("lN", (long)first, value);

unusual:
    Py_DECREF(value);
    return unusual();
}

static int
root_fill(Root *self, Writer *writer, long code, PyObject *value)
{
    PyObject *content = self->contents[code];
    Codec codec;

    put(writer, HEADER, 8);
    if (Py_IS_TYPE(content, &PlanType)) {
        put(writer, (uint64_t)code, self->width);
        return write_structure(writer, (Plan *)content, value, 0);
    }
    if (content == Py_None) {
        return refuse();
    }
    memset(&codec, 0, sizeof codec);
    if (take_codec(content, &codec) < 0) {
        return -1;
    }
    return write_value(writer, &codec, 1, value, (uint64_t)code, self->width);
}

static PyObject *
root_write(Root *self, PyObject *const *args, Py_ssize_t count)
{
    Writer writer;
    PyObject *payload = NULL, *value;
    long code;

    if (!self->contents && root_learn(self) < 0) {
        return NULL;
    }
    if (count != (self->end < 0 ? 1 : 2)) {
        PyErr_SetString(PyExc_TypeError, "write() takes a message, or the code and the value of a fragment");
        return NULL;
    }
    value = args[count - 1];
    PyObject *given = args[0];
    if (self->end < 0) {
        given = PyDict_GetItemWithError(self->codes, (PyObject *)Py_TYPE(value));
        if (!given) {
            return PyErr_Occurred() ? NULL : unusual();
        }
    }
    code = PyLong_AsLong(given);
    if (code < 0 || code >= self->count) {
        return PyErr_Occurred() ? NULL : unusual();
    }
    writer_init(&writer);
    if (root_fill(self, &writer, code, value) == 0) {
        if (self->end >= 0) {
            put(&writer, (uint64_t)self->end, self->width);
        }
        put(&writer, 0, -writer.pending & 7);
        if (!writer.failed) {
            payload = PyBytes_FromStringAndSize((const char *)writer.start, writer.out - writer.start);
        }
    }
    writer_free(&writer);
    return payload;
}

static PyMethodDef root_methods[] = {
    {"read", (PyCFunction)root_read, METH_O,
     PyDoc_STR("read(payload, /)\n--\n\nThe message of a document; code and value of a fragment.")},
    {"write", (PyCFunction)(void (*)(void))root_write, METH_FASTCALL,
     PyDoc_STR("write(message, /) of a document, write(code, value, /) of a fragment: the payload.")},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject RootType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "secc.exi._engine.Root",
    .tp_doc = PyDoc_STR("Root(describe)\n--\n\nWhat documents or fragments of a schema set start with."),
    .tp_basicsize = sizeof(Root),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = root_new,
    .tp_traverse = (traverseproc)root_traverse,
    .tp_clear = (inquiry)root_clear,
    .tp_dealloc = (destructor)root_dealloc,
    .tp_methods = root_methods,
};

/* ---- the module */

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "secc.exi._engine",
    .m_doc = PyDoc_STR("The common cases of the EXI codec, in C."),
    .m_size = -1,
};

PyMODINIT_FUNC
PyInit__engine(void)
{
    PyObject *self = PyModule_Create(&module);

    if (self && (PyModule_AddType(self, &PlanType) < 0 || PyModule_AddType(self, &RootType) < 0)) {
        Py_CLEAR(self);
    }
    return self;
}
