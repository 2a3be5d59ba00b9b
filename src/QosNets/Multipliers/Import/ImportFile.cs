using System.Text;

namespace QosNets.Multipliers;

/// <summary>What a file is, by its content.</summary>
internal enum ImportFormat
{
    Facts,
    Raw16,
    Npy,
    Csv,
    Code,
    C,
    Verilog,
}

/// <summary>A file to import: its bytes, its text where it is one, and what it is.</summary>
internal sealed record ImportFile(string Path, byte[] Bytes, SourceText Source, ImportFormat Format)
{
    // The largest useful file is a table as text, under 1.5 MB; the limit bounds the memory that a hostile one takes.
    private const int MaximumBytes = 4 << 20;

    /// <summary>Name of the multiplier: of the function or module, and of the file for a table.</summary>
    public string Name =>
        Format switch
        {
            ImportFormat.C => CModel.NameOf(Source),
            ImportFormat.Verilog => VerilogModel.NameOf(Source),
            _ => System.IO.Path.GetFileNameWithoutExtension(Path),
        };

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
        // No text has such characters, so a table cannot be mistaken for one.
        if (bytes.AsSpan().ContainsAnyInRange((byte)0, (byte)8))
        {
            return bytes.Length == RawTable.Bytes
                ? new ImportFile(path, bytes, nothing, ImportFormat.Raw16)
                : throw new LibraryException(
                    $"{path}: it has {bytes.Length} bytes and is no text; a raw table has {RawTable.Bytes}, 65,536 "
                        + $"little-endian 16-bit products"
                );
        }
        var source = new SourceText(path, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'));
        return new ImportFile(path, bytes, source, FormatOf(source));
    }

    /// <summary>Reads the products as signed or unsigned; every call reads anew.</summary>
    public Func<bool, (TruthTable Table, string? Note)> Reader(out bool? signed)
    {
        signed = null;
        if (Format == ImportFormat.C)
            return s => (CModel.Evaluate(Source, s), null);
        if (Format == ImportFormat.Verilog)
            return s => (VerilogModel.Evaluate(Source, s), null);
        var data = Format switch
        {
            ImportFormat.Raw16 => new TableData(Path, RawTable.Products(Bytes, signed: false), true, false),
            ImportFormat.Npy => NpyTable.Read(Path, Bytes),
            ImportFormat.Code => CodeTable.Read(Source),
            _ => CsvTable.Read(Source),
        };
        signed = data.Signed;
        return data.Read;
    }

    /// <summary>What the comment before a model says.</summary>
    public Facts Header(string name, List<ImportNote> notes) =>
        Format is ImportFormat.C or ImportFormat.Verilog
            ? ModelHeader.Read(Source.Text.AsSpan(0, new Lexer(Source).Start), name, notes)
            : new Facts();

    private static ImportFormat FormatOf(SourceText source)
    {
        var text = source.Text.AsSpan().TrimStart();
        var line = text[..(text.IndexOf('\n') is >= 0 and var end ? end : text.Length)];
        if (text.IsEmpty)
            throw new LibraryException($"{source.Path}: it is blank; a model or table is expected");
        if (text[0] is '{' or '[')
            return ImportFormat.Facts;
        if (
            char.IsAsciiDigit(text[0])
            || text[0] == '-'
            || line.StartsWith("a,b,", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("a;b;", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("a\tb\t", StringComparison.OrdinalIgnoreCase)
        )
            return ImportFormat.Csv;
        // A comment may hold any words.
        if (text[0] != '/' && FactSheet.IsHeader(line))
            return ImportFormat.Facts;
        if (CodeTable.Is(source.Text))
            return ImportFormat.Code;
        var lexer = new Lexer(source);
        if (lexer.IsWord("module") || lexer.Is("`"))
            return ImportFormat.Verilog;
        if (lexer.Kind == TokenKind.Identifier || lexer.Is("#"))
            return ImportFormat.C;
        throw lexer.Unexpected("the first word of a C or Verilog model, a table or a fact sheet");
    }
}
