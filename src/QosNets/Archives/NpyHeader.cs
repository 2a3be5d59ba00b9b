using System.Globalization;

namespace QosNets.Archives;

/// <summary>
/// Reads the header text of a NumPy array as NumPy does: a Python dictionary with the keys <c>descr</c>, <c>fortran_order</c> and
/// <c>shape</c> in any order, with any blanks and either kind of quotes. Sizes may be those of Python 2 (<c>256L</c>) or of
/// NumPy's own types (<c>np.int64(256)</c>), as some programs print them.
/// </summary>
internal sealed class NpyHeader(string text)
{
    private int position;

    /// <summary>The three values, or null when the text is no such dictionary.</summary>
    public (string Descriptor, bool FortranOrder, int[] Shape)? Read()
    {
        string? descriptor = null;
        bool? order = null;
        int[]? shape = null;
        if (!Take('{'))
            return null;
        while (!Take('}'))
        {
            var key = Quoted();
            if (key is null || !Take(':'))
                return null;
            var known = key switch
            {
                "descr" => descriptor is null && (descriptor = Quoted()) is not null,
                "fortran_order" => order is null && (order = Truth()) is not null,
                "shape" => shape is null && (shape = Shape()) is not null,
                _ => false,
            };
            if (!known)
                return null;
            if (!Take(','))
            {
                if (!Take('}'))
                    return null;
                break;
            }
        }
        Skip();
        return position == text.Length && descriptor is not null && order is { } fortran && shape is not null
            ? (descriptor, fortran, shape)
            : null;
    }

    private int[]? Shape()
    {
        if (!Take('('))
            return null;
        var sizes = new List<int>();
        while (!Take(')'))
        {
            if (Size() is not { } size)
                return null;
            sizes.Add(size);
            if (Take(','))
                continue;
            // One number in parentheses is no tuple.
            return Take(')') && sizes.Count > 1 ? [.. sizes] : null;
        }
        return [.. sizes];
    }

    private int? Size()
    {
        Skip();
        foreach (var type in (string[])["np.int64(", "np.int32(", "numpy.int64(", "numpy.int32("])
        {
            if (!text.AsSpan(position).StartsWith(type, StringComparison.Ordinal))
                continue;
            position += type.Length;
            return Digits() is { } wrapped && Take(')') ? wrapped : null;
        }
        var size = Digits();
        if (position < text.Length && text[position] == 'L')
            position++;
        return size;
    }

    private int? Digits()
    {
        Skip();
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        return int.TryParse(text.AsSpan(start, position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
    }

    private bool? Truth()
    {
        Skip();
        foreach (var (word, value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
        {
            if (!text.AsSpan(position).StartsWith(word, StringComparison.Ordinal))
                continue;
            position += word.Length;
            return value;
        }
        return null;
    }

    private string? Quoted()
    {
        Skip();
        if (position == text.Length || text[position] is not ('\'' or '"'))
            return null;
        var end = text.IndexOf(text[position], position + 1);
        if (end < 0)
            return null;
        var value = text[(position + 1)..end];
        position = end + 1;
        return value;
    }

    private bool Take(char symbol)
    {
        Skip();
        if (position == text.Length || text[position] != symbol)
            return false;
        position++;
        return true;
    }

    private void Skip()
    {
        while (position < text.Length && text[position] is (' ' or '\n' or '\t' or '\r' or '\f'))
            position++;
    }
}
