using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace QosNets.Archives;

/// <summary>
/// Reads what <see cref="ArchiveWriter"/> wrote. The checksum is verified before anything else is looked at, and the
/// memory used is bounded by the file's length and a limit, whatever sizes the file claims.
/// </summary>
internal sealed class ArchiveReader
{
    /// <summary>Default limit on the unpacked bytes of one archive: 4 GiB.</summary>
    public const long DefaultLimit = 4L << 30;

    // Deflate cannot expand by more than 1,032 to 1, so a member that claims more is a lie.
    private const int LargestExpansion = 1032;
    private const int LargestText = 64 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, ZipArchiveEntry> members = new(StringComparer.Ordinal);
    private readonly string displayName;

    private ArchiveReader(byte[] bytes, string displayName, string format, int maxVersion, long limit)
    {
        this.displayName = displayName;
        if (ArchiveSeal.Fault(bytes) is { } fault)
            throw new ArchiveException($"{displayName}: {fault}; restore the file or make it again");
        try
        {
            Index(new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read), limit);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw new ArchiveException(
                $"{displayName}: it is not a ZIP archive ({e.Message.Split('\n')[0]}); make the file again",
                e
            );
        }
        Version = CheckManifest(format, maxVersion);
    }

    /// <summary>Version of the archive's format, 1 up to the greatest that the caller understands.</summary>
    public int Version { get; }

    /// <summary>Names of all members in the order of the file, arrays without <c>.npy</c>.</summary>
    public IEnumerable<string> Names => members.Keys.Where(name => name != ArchiveNames.Manifest);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format that the file must have.</param>
    /// <param name="maxVersion">The greatest version that the caller understands.</param>
    /// <param name="limit">Greatest number of unpacked bytes of all members together.</param>
    /// <exception cref="ArchiveException">The file is missing, damaged, cut, of another format, too new or too big.</exception>
    public static ArchiveReader Open(string path, string format, int maxVersion, long limit = DefaultLimit)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ArchiveException($"{path}: there is no such file; check the path", e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new ArchiveException($"{path}: it is a folder; name {FileIn(path)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException(
                $"{path}: it cannot be read ({e.Message.Split('\n')[0]}); check the path and its permissions",
                e
            );
        }
        return new ArchiveReader(bytes, path, format, maxVersion, limit);
    }

    private static string FileIn(string folder)
    {
        var files = Directory
            .EnumerateFiles(folder)
            .Where(f => Path.GetExtension(f) is ".qosnet" or ".npz")
            .Order(StringComparer.Ordinal)
            .Take(2)
            .ToArray();
        return files.Length == 1 ? $"the file, {files[0]}" : "a file in it";
    }

    /// <summary>Reads an archive from memory.</summary>
    /// <param name="bytes">The archive; it must not change while the reader is used.</param>
    /// <param name="displayName">What messages call it.</param>
    /// <param name="format">The format that it must have.</param>
    /// <param name="maxVersion">The greatest version that the caller understands.</param>
    /// <param name="limit">Greatest number of unpacked bytes of all members together.</param>
    /// <exception cref="ArchiveException">As for <see cref="Open"/>.</exception>
    public static ArchiveReader Read(byte[] bytes, string displayName, string format, int maxVersion, long limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new ArchiveReader(bytes, displayName, format, maxVersion, limit);
    }

    /// <summary>Whether there is a member of this name (arrays without <c>.npy</c>).</summary>
    public bool Contains(string name) => members.ContainsKey(name);

    /// <summary>The text of a member.</summary>
    /// <exception cref="ArchiveException">There is no such text, or it is not UTF-8 or longer than 64 MiB.</exception>
    public string ReadText(string name)
    {
        var entry = Find(name, array: false);
        if (entry.Length > LargestText)
            throw Fault(name, $"it has {entry.Length} bytes, a text at most {LargestText}");
        var bytes = new byte[entry.Length];
        Fill(name, entry, stream => stream.ReadExactly(bytes));
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (ArgumentException e)
        {
            throw Fault(name, "it is not UTF-8 text", e);
        }
    }

    /// <summary>An array and its shape.</summary>
    /// <exception cref="ArchiveException">There is no such array, its elements are of another type, or its shape does not fit its
    /// bytes.</exception>
    public T[] ReadArray<T>(string name, out int[] shape)
        where T : unmanaged
    {
        var entry = Find(name, array: true);
        T[]? data = null;
        int[]? sizes = null;
        Fill(
            name,
            entry,
            stream =>
            {
                sizes = ReadHeader<T>(name, stream, out var headerLength);
                var count = NpyFormat.Count(sizes);
                var size = Unsafe.SizeOf<T>();
                if (count is null || count * size != entry.Length - headerLength)
                    throw Fault(
                        name,
                        $"its shape [{string.Join(',', sizes)}] does not fit its {entry.Length - headerLength} bytes"
                    );
                data = GC.AllocateUninitializedArray<T>((int)count);
                // One span of bytes holds at most 2 GiB, so wide elements are read in pieces.
                var step = (1 << 28) / size;
                for (var i = 0; i < data.Length; i += step)
                    stream.ReadExactly(MemoryMarshal.AsBytes(data.AsSpan(i, Math.Min(step, data.Length - i))));
            }
        );
        shape = sizes!;
        return data!;
    }

    /// <summary>An array that must have a given shape.</summary>
    /// <exception cref="ArchiveException">As for the other overload, or the shape is another one.</exception>
    public T[] ReadArray<T>(string name, params ReadOnlySpan<int> expectedShape)
        where T : unmanaged
    {
        var data = ReadArray<T>(name, out var shape);
        if (!expectedShape.SequenceEqual(shape))
            throw Fault(name, $"its shape is [{string.Join(',', shape)}], not [{string.Join(',', expectedShape.ToArray())}]");
        return data;
    }

    /// <summary>An exception whose message names this archive and one of its members.</summary>
    /// <param name="name">The member.</param>
    /// <param name="fault">What is wrong with it, without a full stop.</param>
    /// <param name="cause">The exception that showed it.</param>
    public ArchiveException Fault(string name, string fault, Exception? cause = null) =>
        new($"{displayName}: entry \"{name}\": {fault}; make the file again", cause!);

    private void Index(ZipArchive zip, long limit)
    {
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            var path = entry.FullName;
            var name = path.EndsWith(ArchiveNames.ArrayExtension, StringComparison.Ordinal)
                ? path[..^ArchiveNames.ArrayExtension.Length]
                : path;
            if (!ArchiveNames.IsValid(name))
                throw Fault(Printable(name), "its name is not allowed");
            if (!members.TryAdd(name, entry))
                throw Fault(name, "it is there twice");
            if (entry.Length < 0 || entry.CompressedLength < 0 || entry.Length > (entry.CompressedLength + 1) * LargestExpansion)
                throw Fault(name, $"it claims {entry.Length} bytes from {entry.CompressedLength}");
            total += entry.Length;
            if (total > limit)
                throw Fault(name, $"with it the archive unpacks to {total} bytes, more than the limit of {limit}");
        }
    }

    private int CheckManifest(string format, int maxVersion)
    {
        try
        {
            using var manifest = JsonDocument.Parse(ReadText(ArchiveNames.Manifest));
            var found = manifest.RootElement.GetProperty("format").GetString();
            var version = manifest.RootElement.GetProperty("version").GetInt32();
            if (found != format)
                throw new ArchiveException(
                    $"{displayName}: it holds \"{Printable(found ?? "")}\", not \"{format}\"; name a file of that kind"
                );
            if (version < 1 || version > maxVersion)
                throw new ArchiveException(
                    $"{displayName}: its format version is {version}, this program reads 1..{maxVersion}; use a newer QosNets"
                );
            return version;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Fault(ArchiveNames.Manifest, "it does not state format and version", e);
        }
    }

    private ZipArchiveEntry Find(string name, bool array)
    {
        if (!members.TryGetValue(name, out var entry))
            throw Fault(name, "it is missing");
        if (entry.FullName.EndsWith(ArchiveNames.ArrayExtension, StringComparison.Ordinal) != array)
            throw Fault(name, array ? "it is a text, not an array" : "it is an array, not a text");
        return entry;
    }

    private int[] ReadHeader<T>(string name, Stream stream, out int length)
        where T : unmanaged
    {
        var prefix = new byte[NpyFormat.PrefixLength];
        stream.ReadExactly(prefix);
        if (NpyFormat.HeaderLength(prefix) is not { } textLength)
            throw Fault(name, "it is not a NumPy array of format 1.0");
        var text = new byte[textLength];
        stream.ReadExactly(text);
        length = prefix.Length + textLength;
        if (NpyFormat.Parse(Encoding.Latin1.GetString(text)) is not { } header)
            throw Fault(name, "its array header does not state dtype, order and shape");
        if (header.FortranOrder)
            throw Fault(name, "it is in Fortran order, not C order");
        if (header.Descriptor != NpyFormat.Descriptor<T>())
            throw Fault(name, $"its dtype is \"{Printable(header.Descriptor)}\", not \"{NpyFormat.Descriptor<T>()}\"");
        return header.Shape;
    }

    private void Fill(string name, ZipArchiveEntry entry, Action<Stream> read)
    {
        try
        {
            // Entries of one archive share its stream, so readers on several threads take turns.
            lock (members)
            {
                using var stream = entry.Open();
                read(stream);
                if (stream.ReadByte() >= 0)
                    throw Fault(name, $"it has more bytes than the {entry.Length} it claims");
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw Fault(name, $"it cannot be unpacked ({e.Message.Split('\n')[0]})", e);
        }
    }

    // A hostile name must not break the line or run on for ever.
    private static string Printable(string text)
    {
        var clean = string.Concat(text.Take(60).Select(c => char.IsControl(c) ? '?' : c));
        return text.Length > 60 ? clean + "…" : clean;
    }
}
