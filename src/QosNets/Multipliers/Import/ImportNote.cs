namespace QosNets.Multipliers;

/// <summary>Something a user should know about an imported file, although it was read (or, in a folder, passed over).</summary>
/// <param name="Place">Name of the multiplier, or path of the file.</param>
/// <param name="Text">One line without the place: the two values that differ, or what was done and why.</param>
/// <param name="Kind">What notes of this kind say in common, for a summary.</param>
internal sealed record ImportNote(string Place, string Text, string Kind = "others")
{
    /// <summary>Place and text in one line.</summary>
    public override string ToString() => $"{Place}: {Text}";
}
