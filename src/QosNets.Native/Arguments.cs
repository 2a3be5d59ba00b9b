using System.Text;

namespace QosNets.Native;

/// <summary>Pointers and lengths of C as spans and strings, checked as far as they can be.</summary>
internal static unsafe class Arguments
{
    /// <summary>Values that are read.</summary>
    /// <exception cref="ArgumentException">The pointer is null, or there are more than 2³¹ − 1 values.</exception>
    public static ReadOnlySpan<T> Read<T>(T* values, long count, string name)
        where T : unmanaged => Write(values, count, name);

    /// <summary>Values that are written.</summary>
    /// <exception cref="ArgumentException">The pointer is null, or there are more than 2³¹ − 1 values.</exception>
    public static Span<T> Write<T>(T* values, long count, string name)
        where T : unmanaged
    {
        if (count is < 0 or > int.MaxValue)
            throw new ArgumentException($"{name} would have {count} values; 0 to {int.MaxValue} are possible");
        if (values is null && count > 0)
            throw new ArgumentException($"{name} is null where {count} values are expected");
        return new Span<T>(values, (int)count);
    }

    /// <summary>A place for a result.</summary>
    /// <exception cref="ArgumentException">The pointer is null.</exception>
    public static ref T Place<T>(T* place, string name)
        where T : unmanaged
    {
        if (place is null)
            throw new ArgumentException($"{name} is null; give a place for the result");
        return ref *place;
    }

    /// <summary>A string in UTF-8 that ends with a zero byte.</summary>
    /// <exception cref="ArgumentException">The pointer is null.</exception>
    public static string Text(byte* text, string name)
    {
        if (text is null)
            throw new ArgumentException($"{name} is null where a text is expected");
        return new string((sbyte*)text, 0, checked((int)Length(text)), Encoding.UTF8);
    }

    /// <summary>Copies a text in UTF-8, cut between characters where the room ends, with a zero byte behind it.</summary>
    /// <returns>Bytes of the whole text without the zero, however much room there is.</returns>
    public static nuint Copy(string text, byte* room, nuint size)
    {
        if (room is not null && size > 0)
        {
            var space = new Span<byte>(room, (int)Math.Min(size - 1, int.MaxValue));
            Encoding.UTF8.GetEncoder().Convert(text, space, flush: false, out _, out var used, out _);
            room[used] = 0;
        }
        return (nuint)Encoding.UTF8.GetByteCount(text);
    }

    private static long Length(byte* text)
    {
        var end = text;
        while (*end != 0)
            end++;
        return end - text;
    }
}
