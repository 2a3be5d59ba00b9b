using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace QosNets.Archives;

/// <summary>
/// Writes the project's file container: a ZIP of NumPy arrays and small texts that <c>numpy.load</c> opens, with fixed
/// timestamps and a checksum in the archive comment. The same members in the same order give the same bytes.
/// </summary>
internal sealed class ArchiveWriter
{
    private static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<(string Path, byte[] Header, byte[] Content)> members = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly CompressionLevel level;

    /// <summary>Starts an archive.</summary>
    /// <param name="format">What the archive is, for example <c>multiplier-library</c>: letters, digits, <c>_ - +</c> and
    /// dots.</param>
    /// <param name="version">Version of that format, 1 or more.</param>
    /// <param name="level">Compression; <see cref="CompressionLevel.Fastest"/> suits checkpoints.</param>
    public ArchiveWriter(string format, int version, CompressionLevel level = CompressionLevel.Optimal)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        if (!ArchiveNames.IsValid(format))
            throw new ArgumentException($"\"{format}\" is no format name; use letters, digits, _ - + and dots", nameof(format));
        this.level = level;
        AddText(ArchiveNames.Manifest, $"{{\"format\":\"{format}\",\"version\":{version}}}\n");
    }

    /// <summary>Adds a text, stored as UTF-8.</summary>
    /// <param name="name">Name with its extension, for example <c>library.json</c>; not <c>.npy</c>.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The name is taken or not a name of a member.</exception>
    public void AddText(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Claim(name);
        members.Add((name, [], Utf8.GetBytes(text)));
    }

    /// <summary>Adds an array in C order.</summary>
    /// <param name="name">Name without extension.</param>
    /// <param name="data">The elements; byte, sbyte, short, ushort, int, long, float or double.</param>
    /// <param name="shape">Sizes whose product is the number of elements; none means a vector.</param>
    /// <exception cref="ArgumentException">The name is taken or not a name, or shape and data disagree.</exception>
    public void AddArray<T>(string name, ReadOnlySpan<T> data, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        if (shape.IsEmpty)
            shape = [data.Length];
        if (NpyFormat.Count(shape) != data.Length)
            throw new ArgumentException(
                $"array \"{name}\" has {data.Length} elements, its shape [{string.Join(',', shape.ToArray())}] does not",
                nameof(shape)
            );
        var header = NpyFormat.Header(NpyFormat.Descriptor<T>(), shape);
        Claim(name);
        members.Add((name + ArchiveNames.ArrayExtension, header, MemoryMarshal.AsBytes(data).ToArray()));
    }

    /// <summary>The bytes of the archive.</summary>
    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }

    /// <summary>Writes the archive to a file, which afterwards is the old one or the new one, never a part.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is not writable: the old file is as it was.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    private void Claim(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ArchiveNames.IsValid(name) || name.EndsWith(ArchiveNames.ArrayExtension, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException(
                $"\"{name}\" is no name of a member; use up to {ArchiveNames.MaximumLength} letters, digits and _ - + . / "
                    + $"without .npy",
                nameof(name)
            );
        if (!names.Add(name))
            throw new ArgumentException($"the archive already has a member \"{name}\"", nameof(name));
    }

    private void Write(Stream stream)
    {
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = ArchiveSeal.Placeholder;
            foreach (var (path, header, content) in members)
            {
                var entry = zip.CreateEntry(path, level);
                entry.LastWriteTime = Timestamp;
                using var target = entry.Open();
                target.Write(header);
                target.Write(content);
            }
        }
        ArchiveSeal.Close(stream);
    }
}
