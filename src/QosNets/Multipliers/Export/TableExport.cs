using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using QosNets.Archives;

namespace QosNets.Multipliers;

/// <summary>Writes multipliers in formats of other programs.</summary>
internal static class TableExport
{
    /// <summary>Facts of all multipliers, which the raw formats have no room for.</summary>
    public const string FactsFile = "facts.csv";

    /// <summary>
    /// Writes one file per multiplier, named after it, and <see cref="FactsFile"/> with name, signedness, power, area, delay and
    /// other costs; a column power_is_estimated is there when powers are estimates.
    /// </summary>
    /// <returns>Paths of the files, the facts last.</returns>
    /// <exception cref="LibraryException">A name could lead out of the folder, or to a file that is written already; nothing is
    /// written then.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is not writable.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<Multiplier> multipliers, ExportFormat format, string folder)
    {
        ArgumentNullException.ThrowIfNull(multipliers);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        CheckNames(multipliers, format, folder);
        var files = new List<string>();
        foreach (var multiplier in multipliers)
            Put(multiplier.Name + Extension(format), Content(multiplier, format));
        Put(FactsFile, Utf8(Facts(multipliers)));
        return files;

        void Put(string name, byte[] content)
        {
            files.Add(Path.Combine(folder, name));
            AtomicFile.Write(files[^1], content);
        }
    }

    /// <summary>The bytes of a multiplier's file.</summary>
    public static byte[] Content(Multiplier multiplier, ExportFormat format)
    {
        ArgumentNullException.ThrowIfNull(multiplier);
        var table = multiplier.Table;
        return format switch
        {
            ExportFormat.Raw16 => Raw(table),
            ExportFormat.Npy =>
            [
                .. NpyFormat.Header(table.Signed ? NpyFormat.Descriptor<short>() : NpyFormat.Descriptor<ushort>(), [256, 256]),
                .. Raw(table),
            ],
            ExportFormat.Csv => Utf8(Csv(table)),
            ExportFormat.C => Utf8(SourceExport.C(multiplier)),
            ExportFormat.CSharp => Utf8(SourceExport.CSharp(multiplier)),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "there is no such format"),
        };
    }

    /// <summary>Extension of a format's files, with its dot.</summary>
    public static string Extension(ExportFormat format) =>
        format switch
        {
            ExportFormat.Raw16 => ".bin",
            ExportFormat.Npy => ".npy",
            ExportFormat.Csv => ".csv",
            ExportFormat.C => ".h",
            ExportFormat.CSharp => ".cs",
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "there is no such format"),
        };

    private static void CheckNames(IReadOnlyList<Multiplier> multipliers, ExportFormat format, string folder)
    {
        // File systems that do not tell capitals apart would let one table replace another.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { FactsFile };
        foreach (var name in multipliers.Select(m => m.Name))
        {
            if (!MultiplierLibrary.IsName(name))
                throw new LibraryException($"{folder}: \"{name}\" is no name of a multiplier; use letters, digits and _ - .");
            if (!taken.Add(name + Extension(format)))
                throw new LibraryException(
                    $"{folder}: {name}{Extension(format)} would be written twice ({FactsFile} is taken, and capitals do not "
                        + $"make another file); export {name} to a folder of its own or rename it"
                );
        }
    }

    private static byte[] Raw(TruthTable table)
    {
        var bytes = new byte[RawTable.Bytes];
        for (var i = 0; i < TruthTable.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), (ushort)table.Products[i]);
        return bytes;
    }

    private static string Csv(TruthTable table)
    {
        var text = new StringBuilder("a,b,product\n");
        for (var i = 0; i < TruthTable.Length; i++)
        {
            var (a, b) = (TruthTable.Operand((byte)(i >> 8), table.Signed), TruthTable.Operand((byte)i, table.Signed));
            text.Append(CultureInfo.InvariantCulture, $"{a},{b},{table.Products[i]}\n");
        }
        return text.ToString();
    }

    private static string Facts(IReadOnlyList<Multiplier> multipliers)
    {
        var flag = multipliers.Any(m => m.PowerIsEstimated);
        var narrow = multipliers.Any(m => m.Widths != OperandWidths.Full);
        var others = CostColumn.Known(multipliers).Except([CostColumn.Power, CostColumn.Area]).ToArray();
        var text = new StringBuilder("name,signed,power_mw,area_um2,delay_ns")
            .AppendJoin("", others.Select(c => "," + (c == CostColumn.LookUpTables ? c : FactColumns.CostPrefix + c)))
            .Append(narrow ? ",width_a,width_b" : "")
            .Append(flag ? ",power_is_estimated\n" : "\n");
        foreach (var m in multipliers)
        {
            text.Append(
                    CultureInfo.InvariantCulture,
                    $"{m.Name},{(m.Table.Signed ? 1 : 0)},{m.PowerMilliwatt:R},{m.AreaSquareMicrometre:R},{m.DelayNanosecond:R}"
                )
                .AppendJoin("", others.Select(c => string.Create(CultureInfo.InvariantCulture, $",{CostColumn.Of(m, c):R}")))
                .Append(narrow ? string.Create(CultureInfo.InvariantCulture, $",{m.Widths.A},{m.Widths.B}") : "")
                .Append(
                    !flag ? "\n"
                    : m.PowerIsEstimated ? ",1\n"
                    : ",0\n"
                );
        }
        return text.ToString();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
