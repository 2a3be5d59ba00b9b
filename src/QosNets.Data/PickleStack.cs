namespace QosNets.Data;

/// <summary>The stack of a <see cref="PickleReader"/>, with its marks.</summary>
/// <param name="path">The file's path, for messages.</param>
internal sealed class PickleStack(string path)
{
    // Python fills lists and dictionaries 1,000 items at a time.
    private const int Deepest = 4096;

    private static readonly object Marker = new();

    private readonly List<object?> values = [];

    /// <summary>What is wrong with a pickle, and what to do.</summary>
    public static DataException Fault(string path, string fault) =>
        new($"{path}: {fault}; fetch the official file again, or use the binary version of the data set");

    /// <summary>Adds a value.</summary>
    /// <exception cref="DataException">There are too many.</exception>
    public void Push(object? value)
    {
        if (values.Count == Deepest)
            throw Fault(path, $"it stacks more than {Deepest} values");
        values.Add(value);
    }

    /// <summary>Adds a mark.</summary>
    public void Mark() => Push(Marker);

    /// <summary>The last value, which stays.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public object? Top() => values.Count > 0 ? values[^1] : throw Fault(path, "it uses a value that is not there");

    /// <summary>Takes the last value.</summary>
    /// <exception cref="DataException">There is none, or it is a mark.</exception>
    public object? Pop()
    {
        var value = Top();
        values.RemoveAt(values.Count - 1);
        return value != Marker ? value : throw Fault(path, "it uses a mark as a value");
    }

    /// <summary>Takes some values; in the order in which they were added.</summary>
    /// <exception cref="DataException">There are fewer, or one is a mark.</exception>
    public object?[] Last(int count)
    {
        var last = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            last[i] = Pop();
        return last;
    }

    /// <summary>Takes the last mark, and all values since.</summary>
    /// <exception cref="DataException">There is no mark.</exception>
    public object?[] SinceMark()
    {
        var mark = values.LastIndexOf(Marker);
        if (mark < 0)
            throw Fault(path, "it lacks a mark");
        object?[] since = [.. values[(mark + 1)..]];
        values.RemoveRange(mark, values.Count - mark);
        return since;
    }
}
