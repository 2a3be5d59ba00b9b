using System.Buffers.Binary;
using System.Text;

namespace QosNets.Data;

/// <summary>
/// Reads pickles of protocol 2 that hold numbers, strings, lists, tuples, dictionaries and NumPy arrays, which is what Python 2
/// wrote the batches of CIFAR with. It calls nothing: the three names of NumPy that such a pickle has are known words, any other
/// name is refused.
/// </summary>
/// <remarks>
/// Values are null, bool, long, <see cref="ReadOnlyMemory{T}"/> of bytes (strings of both kinds), List of values, arrays of
/// values
/// (tuples), Dictionary by text, and <see cref="PickledObject"/>.
/// </remarks>
/// <param name="bytes">The file.</param>
/// <param name="path">Its path, for messages.</param>
internal sealed class PickleReader(byte[] bytes, string path)
{
    public const string Array = "_reconstruct";
    public const string DType = "dtype";

    private const string ArrayClass = "ndarray";

    // A batch of 50,000 images has 4 for each image. An opcode of one byte can stand for an object of a hundred, so they are
    // counted.
    private const int MostOpcodes = 4_000_000;

    private readonly PickleStack stack = new(path);
    private readonly Dictionary<int, object?> memo = [];
    private int position;

    /// <summary>Reads the value of the pickle.</summary>
    /// <exception cref="DataException">It is cut short, or not such a pickle.</exception>
    public object? Read()
    {
        for (var count = 0; count < MostOpcodes; count++)
        {
            var start = position;
            var opcode = Take(1)[0];
            if (opcode == '.')
                return stack.Pop();
            if (!Step(opcode))
                throw Fault($"its byte {start} is the opcode 0x{opcode:x2}, which the official batches do not use");
        }
        throw Fault($"it has more than {MostOpcodes} opcodes");
    }

    /// <summary>A value as text, or null when it is no string.</summary>
    public static string? Text(object? value) => value is ReadOnlyMemory<byte> text ? Encoding.Latin1.GetString(text.Span) : null;

    private bool Step(byte opcode)
    {
        switch ((char)opcode)
        {
            case '\x80' when Take(1)[0] == 2:
                break;
            case '(':
                stack.Mark();
                break;
            case 'N':
                stack.Push(null);
                break;
            case '\x88' or '\x89':
                stack.Push(opcode == 0x88);
                break;
            case 'K':
                stack.Push((long)Take(1)[0]);
                break;
            case 'M':
                stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case 'J':
                stack.Push((long)Int32());
                break;
            case 'U':
                stack.Push(String(Take(1)[0]));
                break;
            case 'T' or 'X':
                stack.Push(String(Int32()));
                break;
            case '}':
                stack.Push(new Dictionary<string, object?>(StringComparer.Ordinal));
                break;
            case ']':
                stack.Push(new List<object?>());
                break;
            case 'q':
                memo[Take(1)[0]] = stack.Top();
                break;
            case 'r':
                memo[Int32()] = stack.Top();
                break;
            case 'h':
                stack.Push(Remembered(Take(1)[0]));
                break;
            case 'j':
                stack.Push(Remembered(Int32()));
                break;
            case ')' or '\x85' or '\x86' or '\x87':
                stack.Push(stack.Last(opcode == ')' ? 0 : opcode - 0x84));
                break;
            case 't':
                stack.Push(stack.SinceMark());
                break;
            case 'a':
                Append([stack.Pop()]);
                break;
            case 'e':
                Append(stack.SinceMark());
                break;
            case 's':
                Set(stack.Last(2));
                break;
            case 'u':
                Set(stack.SinceMark());
                break;
            case 'c':
                stack.Push(Name());
                break;
            case 'R':
                Make();
                break;
            case 'b':
                Build();
                break;
            default:
                return false;
        }
        return true;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > bytes.Length - position)
            throw Fault("it is cut short");
        position += length;
        return bytes.AsSpan(position - length, length);
    }

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlyMemory<byte> String(int length)
    {
        Take(length);
        return bytes.AsMemory(position - length, length);
    }

    private object? Remembered(int index) =>
        memo.TryGetValue(index, out var value) ? value : throw Fault("it remembers a value that is not there");

    private void Append(object?[] values)
    {
        if (stack.Top() is not List<object?> list)
            throw Fault("it appends to what is no list");
        list.AddRange(values);
    }

    private void Set(object?[] values)
    {
        if (stack.Top() is not Dictionary<string, object?> dictionary || values.Length % 2 != 0)
            throw Fault("it sets items of what is no dictionary");
        for (var i = 0; i < values.Length; i += 2)
            dictionary[Text(values[i]) ?? throw Fault("a key of a dictionary is no string")] = values[i + 1];
    }

    private PickledName Name()
    {
        var (module, name) = (Line(), Line());
        return (module, name) switch
        {
            ("numpy.core.multiarray" or "numpy._core.multiarray", Array) or ("numpy", DType or ArrayClass) => new PickledName(
                name
            ),
            _ => throw Fault($"it names {module}.{name}, and nothing but NumPy's arrays is read"),
        };
    }

    private string Line()
    {
        const int Longest = 64;
        var rest = bytes.AsSpan(position);
        var length = rest[..Math.Min(rest.Length, Longest)].IndexOf((byte)'\n');
        if (length < 0)
            throw Fault("it has a name that does not end");
        position += length + 1;
        var text = rest[..length];
        return text.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? throw Fault("it has a name of odd bytes")
            : Encoding.ASCII.GetString(text);
    }

    private void Make()
    {
        if (stack.Pop() is not object?[] arguments || stack.Pop() is not PickledName { Name: Array or DType } name)
            throw Fault("it calls what is no maker of arrays");
        stack.Push(new PickledObject(name.Name, arguments));
    }

    private void Build()
    {
        var state = stack.Pop() as object?[];
        if (state is null || stack.Top() is not PickledObject made)
            throw Fault("it sets the state of what is no array");
        made.State = state;
    }

    private DataException Fault(string fault) => PickleStack.Fault(path, fault);

    private sealed record PickledName(string Name);
}
