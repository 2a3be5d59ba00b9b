namespace QosNets.Archives;

/// <summary>What the length of a file says before it is opened.</summary>
internal static class PlainFile
{
    /// <summary>
    /// Whether a file is there and has no content: it is empty, or a pipe or a device, which have no length and which reading may
    /// wait for without end.
    /// </summary>
    public static bool IsEmpty(string path) => File.Exists(path) && new FileInfo(path).Length == 0;
}
