using QosNets.Data;
using QosNets.Kernels;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Kernels;

/// <summary>Whatever structure a table has and whatever kernel computes it, the sums are those of the plain loop.</summary>
public class PlanTests
{
    private static readonly Lazy<Multiplier[]> Multipliers = new(() => [.. Load("mul8u.npz"), .. Load("mul8s.npz")]);

    public static TheoryData<string> Paths => TableGemmTests.Paths;

    public static TheoryData<string, string> PathsAndMultipliers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var path in KernelPaths.All.Where(path => path.IsSupported && path.Name != "scalar"))
            foreach (var multiplier in Multipliers.Value)
                data.Add(path.Name, multiplier.Name);
            return data;
        }
    }

    [Theory, MemberData(nameof(PathsAndMultipliers))]
    public void Every_plan_of_every_multiplier_gives_the_sums_of_the_plain_loop(string path, string multiplier)
    {
        var table = Multipliers.Value.Single(m => m.Name == multiplier).Table;
        foreach ((var zeroPoint, var correction) in ((int, int)[])[(0, 0), (117, 0), (90, 300)])
        {
            var entries = Shift(table, zeroPoint, correction, seed: 3);
            foreach (var prepared in AllPlans(entries))
            foreach ((var m, var n, var k) in ((int, int, int)[])[(1, 1, 1), (67, 7, 300), (130, 5, 33)])
                Check(path, prepared, entries, Reference.Bytes(m, m * k), Reference.Bytes(n, n * k), m, n, k);
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Every_plan_is_right_around_every_flush(string path)
    {
        foreach (
            var name in (string[])
                [
                    "exact",
                    "two rows",
                    "few rows",
                    "64 rows",
                    "100 rows",
                    "byte error",
                    "two bytes of few rows",
                    "split",
                    "16 columns",
                    "32 columns",
                ]
        )
        foreach (var prepared in AllPlans(PlanTables.Get(name)))
        foreach (var k in (int[])[0, 1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 5000])
            Check(path, prepared, PlanTables.Get(name), Reference.Bytes(k, 3 * k), Reference.Bytes(k + 1, 5 * k), 3, 5, k);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Every_plan_is_right_for_every_shape(string path)
    {
        foreach (
            var name in (string[])
                ["exact", "few rows", "100 rows", "byte error", "two bytes of few rows", "16 columns, scattered"]
        )
        foreach (var m in (int[])[1, 63, 64, 65, 128, 129, 193, 449])
        foreach (var n in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 33])
            Check(
                path,
                PreparedTable.Create(PlanTables.Get(name)),
                PlanTables.Get(name),
                Reference.Bytes(m, m * 11),
                Reference.Bytes(n, n * 11),
                m,
                n,
                11
            );
    }

    [Theory, MemberData(nameof(Paths))]
    public void Extreme_operands_and_entries_do_not_overflow(string path)
    {
        const int K = 5000;
        foreach (var name in PlanTables.Names)
        foreach (var prepared in AllPlans(PlanTables.Get(name)))
        foreach ((var x, var w) in Extremes(PlanTables.Get(name)))
            Check(path, prepared, PlanTables.Get(name), Filled(2 * K, x), Filled(5 * K, w), 2, 5, K);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Convolutions_of_every_plan_give_the_sums_of_the_definition(string path)
    {
        ConvolutionGeometry[] geometries =
        [
            new(5, 13, 11, 9, 3, 3, 1, 1, 1),
            new(6, 12, 40, 6, 3, 3, 2, 1, 2),
            new(16, 8, 8, 20, 3, 3, 1, 1, 1),
            new(7, 7, 7, 10, 1, 1, 1, 0, 1),
        ];
        foreach (var g in geometries)
        foreach (var name in PlanTables.Names)
        {
            var x = Reference.Bytes(1, 3 * g.InputLength);
            var w = Reference.Bytes(2, g.OutChannels * g.FanIn);
            var r = new int[3 * g.OutputLength];
            var prepared = PreparedTable.Create(PlanTables.Get(name));
            TableConvolution.Run(g, 3, x, 77, w, prepared, r, KernelPaths.Choose(path));
            Assert.True(
                Reference.Convolve(g, 3, x, 77, w, PlanTables.Get(name)).AsSpan().SequenceEqual(r),
                $"{path}, {g}, {name}, {prepared.Plan}"
            );
        }
    }

    [Fact]
    public void The_plan_of_a_table_is_the_expected_one()
    {
        foreach ((var name, var kind) in PlanTables.Expected)
            Assert.True(
                PreparedTable.Create(PlanTables.Get(name)).Plan.Kind == kind,
                $"{name}: {PreparedTable.Create(PlanTables.Get(name)).Plan}, not {kind}"
            );
    }

    [Theory]
    [InlineData("16 columns", "avx2", nameof(PlanKind.Columns))]
    [InlineData("32 columns", "avx2", nameof(PlanKind.Columns))]
    [InlineData("columns of halves", "avx2", nameof(PlanKind.Columns))]
    [InlineData("16 columns", "vector128", nameof(PlanKind.Columns))]
    [InlineData("byte error", "avx2", nameof(PlanKind.ByteError))]
    [InlineData("byte error", "vector128", nameof(PlanKind.General))]
    [InlineData("two bytes of few rows", "avx2", nameof(PlanKind.General))]
    [InlineData("16 columns", "scalar", nameof(PlanKind.General))]
    public void Each_path_follows_the_plan_that_is_cheapest_on_it(string table, string path, string kindName)
    {
        var kind = Enum.Parse<PlanKind>(kindName);
        var chosen = KernelPaths.All.Single(p => p.Name == path);
        var parts = PreparedTable.Create(PlanTables.Get(table)).On(chosen).Parts;
        Assert.Equal(kind, parts.Plan.Kind);
        Assert.Equal(kind != PlanKind.General, chosen.Follows(parts, channels: 64));
    }

    [Fact]
    public void A_multiplier_keeps_its_plan_whatever_zero_point_and_correction_go_into_the_table()
    {
        foreach (var multiplier in Multipliers.Value)
        {
            var prepared = PreparedTable.Create(multiplier.Table.Products);
            var plan = prepared.Plan;
            prepared.Update(Shift(multiplier.Table, 131, 900, seed: 5));
            Assert.Same(plan, prepared.Plan);
            Assert.Same(plan, PreparedTable.Create(Shift(multiplier.Table, 7, 90, seed: 6)).Plan);
        }
    }

    [Fact]
    public void One_entry_more_or_less_is_another_plan_and_still_right()
    {
        var random = new Random(11);
        foreach (var name in PlanTables.Names)
        {
            int[] entries = [.. PlanTables.Get(name)];
            var prepared = PreparedTable.Create(entries);
            for (var change = 0; change < 4; change++)
            {
                entries[random.Next(65536)] ^= 1 << random.Next(9);
                prepared.Update(entries);
                foreach (var path in KernelPaths.All.Where(path => path.IsSupported))
                {
                    byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
                    var r = new int[65536];
                    TableGemm.Multiply(prepared, all, all, r, 256, 256, 1, path);
                    Assert.True(
                        entries.AsSpan().SequenceEqual(r),
                        $"{path.Name}, {name} changed {change + 1} times, seed 11, {prepared.Plan}"
                    );
                }
            }
        }
    }

    [Fact]
    public void A_plan_that_a_table_has_no_structure_for_is_refused()
    {
        var message = Assert
            .Throws<ArgumentException>(() => PreparedTable.Create(Tables.Get("random 16 bit"), PlanKind.Classes))
            .Message;
        Assert.Contains("classes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_a_name_of_its_own() =>
        Assert.Equal(
            ["general", "rows128", "split", "byte-error", "classes", "columns", "rank-one", "exact", "additive"],
            Enum.GetValues<PlanKind>().Select(TablePlan.NameOf)
        );

    /// <summary>The cheapest plan of each kind that the table has the structure for.</summary>
    private static IEnumerable<PreparedTable> AllPlans(int[] entries)
    {
        foreach (var kind in Enum.GetValues<PlanKind>())
        {
            PreparedTable? prepared = null;
            try
            {
                prepared = PreparedTable.Create(entries, kind);
            }
            catch (ArgumentException) { }

            if (prepared is not null)
                yield return prepared;
        }
    }

    /// <summary>The table as a layer with a weight zero point and a correction has it.</summary>
    private static int[] Shift(TruthTable table, int zeroPoint, int correction, int seed)
    {
        var random = new Random(seed);
        var entries = table.Products.ToArray();
        for (var a = 0; a < 256; a++)
        {
            var shift = zeroPoint * TruthTable.Operand((byte)a, table.Signed) + random.Next(correction + 1);
            for (var b = 0; b < 256; b++)
                entries[256 * a + b] -= shift;
        }

        return entries;
    }

    private static IEnumerable<(byte X, byte W)> Extremes(int[] entries)
    {
        yield return (0, 0);
        yield return (255, 255);
        foreach (var extreme in (int[])[entries.Min(), entries.Max()])
        {
            var at = Array.IndexOf(entries, extreme);
            yield return ((byte)(at >> 8), (byte)at);
        }
    }

    private static IReadOnlyList<Multiplier> Load(string file) =>
        MultiplierLibrary.Load(Path.Combine(DataFolder.Find(), "evoapprox", file)).Multipliers;

    private static byte[] Filled(int count, byte value)
    {
        var bytes = new byte[count];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static void Check(string path, PreparedTable prepared, int[] entries, byte[] x, byte[] w, int m, int n, int k)
    {
        var r = new int[m * n];
        TableGemm.Multiply(prepared, x, w, r, m, n, k, KernelPaths.Choose(path));
        Assert.True(
            Reference.Multiply(entries, x, w, m, n, k).AsSpan().SequenceEqual(r),
            $"{path}: m {m}, n {n}, k {k}, {prepared.Plan}"
        );
    }
}
