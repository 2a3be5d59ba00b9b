namespace QosNets.Archives;

/// <summary>
/// Writes files so that a reader, or a run that is killed, sees the old content or the new one and never a part of it:
/// a temporary file in the same folder is written, flushed to the disk and renamed.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Replaces <paramref name="path"/> by what <paramref name="write"/> puts in the (seekable, readable) stream.
    /// </summary>
    /// <param name="path">The file; its folder is created when missing.</param>
    /// <param name="write">Writes the content from start to end.</param>
    /// <exception cref="IOException">The disk is full, or the folder is not writable: the old file is as it was. Or
    /// the path is one of a device.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        if (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new IOException($"cannot write {path}: a device would be replaced by a file; name a file");
        var folder =
            Path.GetDirectoryName(full) ?? throw new IOException($"cannot write {path}: it is a root folder; name a file");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e)
        {
            Remove(temporary);
            if (e is IOException or UnauthorizedAccessException)
                throw new IOException(
                    $"cannot write {path}: {Reason(e, temporary)}; free some space or choose another folder",
                    e
                );
            throw;
        }
    }

    /// <summary>Replaces <paramref name="path"/> by <paramref name="bytes"/>.</summary>
    /// <exception cref="IOException">As for <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; a folder that cannot be written holds no temporary file.
        }
    }

    // The system's message names the temporary file, which says nothing to the user.
    private static string Reason(Exception e, string temporary) =>
        e.Message.Split('\n')[0].Replace($" : '{temporary}'", "", StringComparison.Ordinal).Trim().TrimEnd('.');
}
