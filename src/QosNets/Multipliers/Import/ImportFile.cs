using System.Numerics;
using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>What a file is, by its content.</summary>
internal enum ImportFormat
{
    Facts,
    Raw16,
    Npy,
    Text,
    Code,
    C,
    Verilog,
    Blif,
}

/// <summary>A file to import: its bytes, its text where it is one, and what it is.</summary>
internal sealed record ImportFile(string Path, byte[] Bytes, SourceText Source, ImportFormat Format)
{
    // The largest useful file is a table as text, under 1.5 MB (twice that in UTF-16); the limit bounds the memory that a
    // hostile one takes.
    private const int MaximumBytes = 4 << 20;

    // Enough lines for a title and numbers below a few comments.
    private const int HeadLines = 64;

    /// <summary>Name of the multiplier: of the function or module, and of the file for a table.</summary>
    public string Name => ImportFormats.Of(Format).NameOf(this);

    /// <summary>Reads a file and tells what it is.</summary>
    /// <exception cref="LibraryException">It cannot be read, is too large, or is nothing that can be imported.</exception>
    public static ImportFile Open(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length is 0 or > MaximumBytes)
                throw new LibraryException($"{path}: it has {length} bytes; a model or table has 1..{MaximumBytes}");
            var bytes = new byte[length];
            using var stream = File.OpenRead(path);
            stream.ReadExactly(bytes);
            return Of(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException($"{path}: the file cannot be read; check its path", e);
        }
    }

    /// <summary>Tells what the bytes of a file are.</summary>
    public static ImportFile Of(string path, byte[] bytes)
    {
        var nothing = new SourceText(path, "");
        if (NpyTable.Is(bytes))
            return new ImportFile(path, bytes, nothing, ImportFormat.Npy);
        if (bytes.AsSpan().StartsWith("PK\u0003\u0004"u8))
            throw new LibraryException($"{path}: it is a ZIP archive; give its files, or use a QosNets library as it is");
        if (TextDecoding.Decode(bytes) is { } text)
        {
            var source = new SourceText(path, text);
            return new ImportFile(path, bytes, source, FormatOf(source));
        }
        return BitOperations.IsPow2(bytes.Length) && bytes.Length is >= 8 and <= RawTable.Bytes
            ? new ImportFile(path, bytes, nothing, ImportFormat.Raw16)
            : throw new LibraryException(
                $"{path}: it has {bytes.Length} bytes and is no text; a raw table has {RawTable.Bytes}, 65,536 "
                    + $"little-endian 16-bit products"
            );
    }

    /// <summary>What the comment before a model says.</summary>
    public Facts Header(string name, List<ImportNote> notes) =>
        ImportFormats.Of(Format).HasHeader ? ModelHeader.Read(Source.Text.AsSpan(0, CodeStart), name, notes) : new Facts();

    /// <summary>Where the text goes on after the comment before a model.</summary>
    public int CodeStart => ImportFormats.Of(Format).HasHeader ? new Lexer(Source, Format == ImportFormat.Verilog).Start : 0;

    private static ImportFormat FormatOf(SourceText source)
    {
        if (source.Text.AsSpan().Trim().IsEmpty)
            throw new LibraryException($"{source.Path}: it is blank; a model or table is expected");
        if (source.Text.AsSpan().TrimStart() is ['{' or '[', ..])
            return ImportFormat.Facts;
        if (Head(source) is { } head)
        {
            if (head.Rows.Count > 0 && FactSheet.IsHeader(head.Rows[0]))
                return ImportFormat.Facts;
            if (TextTruthTable.Is(head))
                return ImportFormat.Text;
            if (head.Rows.Count > 0 && head.Rows[0].Fields[0].StartsWith(".model", StringComparison.Ordinal))
                return ImportFormat.Blif;
        }
        if (CodeTable.Is(source.Text))
            return ImportFormat.Code;
        var lexer = new Lexer(source, verilog: true);
        if (lexer.IsWord("module") || lexer.Is("`"))
            return ImportFormat.Verilog;
        if (lexer.Kind == TokenKind.Identifier || lexer.Is("#"))
            return ImportFormat.C;
        throw lexer.Unexpected("the first word of a C or Verilog model, a table or a fact sheet");
    }

    // The first lines as a table of text; null when they cannot be one. Models begin with a comment in slashes and stars or with
    // a directive.
    private static SeparatedText? Head(SourceText source)
    {
        var text = source.Text.AsSpan().TrimStart();
        if (text.StartsWith("/*") || text.StartsWith("#include"))
            return null;
        var lines = 0;
        var end = 0;
        while (lines < HeadLines && end < text.Length)
        {
            var next = text[end..].IndexOf('\n');
            end = next < 0 ? text.Length : end + next + 1;
            lines++;
        }
        try
        {
            return SeparatedText.Parse(source.Path, text[..end].ToString());
        }
        catch (SeparatedTextException)
        {
            return null;
        }
    }
}
