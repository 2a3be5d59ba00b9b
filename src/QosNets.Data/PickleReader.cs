using System.Buffers.Binary;
using System.Text;

namespace QosNets.Data;

/// <summary>A NumPy array or its data type in a pickle: what made it, and what was set on it.</summary>
internal sealed class PickledObject(string maker, object?[] arguments)
{
    /// <summary><see cref="PickleReader.Array"/> or <see cref="PickleReader.DType"/>.</summary>
    public string Maker => maker;

    /// <summary>What it was made with.</summary>
    public object?[] Arguments => arguments;

    /// <summary>What was set on it, or null.</summary>
    public object?[]? State { get; set; }
}

/// <summary>
/// Reads pickles of protocol 2 that hold numbers, strings, lists, tuples, dictionaries and NumPy arrays, which is what Python 2
/// wrote the batches of CIFAR with. It calls nothing: the three names of NumPy that such a pickle has are known words, any other
/// name is refused.
/// </summary>
/// <remarks>
/// Values are null, bool, long, <see cref="ReadOnlyMemory{T}"/> of bytes (strings of both kinds), List of values, arrays of values
/// (tuples), Dictionary by text, and <see cref="PickledObject"/>.
/// </remarks>
/// <param name="bytes">The file.</param>
/// <param name="path">Its path, for messages.</param>
internal sealed class PickleReader(byte[] bytes, string path)
{
    public const string Array = "_reconstruct";
    public const string DType = "dtype";

    private const string ArrayClass = "ndarray";

    // A batch of 50,000 images has 4 for each image. An opcode of one byte can stand for an object of a hundred, so they are counted.
    private const int MostOpcodes = 4_000_000;

    // Python fills lists and dictionaries 1,000 items at a time.
    private const int DeepestStack = 4096;

    private static readonly object Mark = new();

    private readonly List<object?> stack = [];
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
                return Pop();
            if (!Step(opcode))
                throw Fault($"its byte {start} is the opcode 0x{opcode:x2}, which the official batches do not use");
            if (stack.Count > DeepestStack)
                throw Fault($"it stacks more than {DeepestStack} values");
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
                stack.Add(Mark);
                break;
            case 'N':
                stack.Add(null);
                break;
            case '\x88' or '\x89':
                stack.Add(opcode == 0x88);
                break;
            case 'K':
                stack.Add((long)Take(1)[0]);
                break;
            case 'M':
                stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case 'J':
                stack.Add((long)Int32());
                break;
            case 'U':
                stack.Add(String(Take(1)[0]));
                break;
            case 'T' or 'X':
                stack.Add(String(Int32()));
                break;
            case '}':
                stack.Add(new Dictionary<string, object?>(StringComparer.Ordinal));
                break;
            case ']':
                stack.Add(new List<object?>());
                break;
            case 'q':
                memo[Take(1)[0]] = Top();
                break;
            case 'r':
                memo[Int32()] = Top();
                break;
            case 'h':
                stack.Add(Remembered(Take(1)[0]));
                break;
            case 'j':
                stack.Add(Remembered(Int32()));
                break;
            case ')' or '\x85' or '\x86' or '\x87':
                stack.Add(Last(opcode == ')' ? 0 : opcode - 0x84));
                break;
            case 't':
                stack.Add(SinceMark());
                break;
            case 'a':
                Append([Pop()]);
                break;
            case 'e':
                Append(SinceMark());
                break;
            case 's':
                Set(Last(2));
                break;
            case 'u':
                Set(SinceMark());
                break;
            case 'c':
                stack.Add(Name());
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

    private object? Top() => stack.Count > 0 ? stack[^1] : throw Fault("it uses a value that is not there");

    private object? Pop()
    {
        var value = Top();
        stack.RemoveAt(stack.Count - 1);
        return value != Mark ? value : throw Fault("it uses a mark as a value");
    }

    private object?[] Last(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            values[i] = Pop();
        return values;
    }

    private object?[] SinceMark()
    {
        var mark = stack.LastIndexOf(Mark);
        if (mark < 0)
            throw Fault("it lacks a mark");
        object?[] values = [.. stack[(mark + 1)..]];
        stack.RemoveRange(mark, stack.Count - mark);
        return values;
    }

    private object? Remembered(int index) =>
        memo.TryGetValue(index, out var value) ? value : throw Fault("it remembers a value that is not there");

    private void Append(object?[] values)
    {
        if (Top() is not List<object?> list)
            throw Fault("it appends to what is no list");
        list.AddRange(values);
    }

    private void Set(object?[] values)
    {
        if (Top() is not Dictionary<string, object?> dictionary || values.Length % 2 != 0)
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
        if (Pop() is not object?[] arguments || Pop() is not PickledName { Name: Array or DType } name)
            throw Fault("it calls what is no maker of arrays");
        stack.Add(new PickledObject(name.Name, arguments));
    }

    private void Build()
    {
        var state = Pop() as object?[];
        if (state is null || Top() is not PickledObject made)
            throw Fault("it sets the state of what is no array");
        made.State = state;
    }

    private DataException Fault(string fault) =>
        new($"{path}: {fault}; fetch the official file again, or use the binary version of the data set");

    private sealed record PickledName(string Name);
}
