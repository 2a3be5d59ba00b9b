using Parquet;
using Parquet.Schema;
using QosNets.Archives;
using QosNets.Reporting.Sweeps;

namespace QosNets.Sweeps.Results;

/// <summary>The rows of a sweep as Apache Parquet, for pandas, Polars and DuckDB.</summary>
internal static class SweepParquet
{
    /// <summary>Writes the rows, a column a field, numbers as 64-bit.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(SweepResults results, string path)
    {
        var columns = SweepColumns.Of(results);
        var fields = columns
            .Select(c => c.IsText ? (DataField)new DataField<string>(c.Name) : new DataField<double>(c.Name))
            .ToArray();
        using var memory = new MemoryStream();
        WriteAsync(new ParquetSchema(fields), fields, columns, memory).GetAwaiter().GetResult();
        AtomicFile.Write(path, memory.ToArray());
    }

    private static async Task WriteAsync(
        ParquetSchema schema,
        DataField[] fields,
        IReadOnlyList<SweepColumn> columns,
        Stream stream
    )
    {
        await using var writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            if (columns[i].IsText)
                await group.WriteAsync(fields[i], columns[i].Texts).ConfigureAwait(false);
            else
                await group.WriteAsync<double>(fields[i], columns[i].Numbers.ToArray()).ConfigureAwait(false);
        }
    }
}
