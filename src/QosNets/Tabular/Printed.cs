namespace QosNets.Tabular;

/// <summary>Text of files in messages.</summary>
internal static class Printed
{
    // An identifier of a megabyte must not become a message of a megabyte.
    private const int Shown = 40;

    /// <summary>A short printable form of any text.</summary>
    public static string Short(ReadOnlySpan<char> text)
    {
        var clean = new char[Math.Min(text.Length, Shown)];
        for (var i = 0; i < clean.Length; i++)
            clean[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i];
        return text.Length > Shown ? new string(clean) + "…" : new string(clean);
    }
}
