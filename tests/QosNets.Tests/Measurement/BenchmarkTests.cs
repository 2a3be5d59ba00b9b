using QosNets.Bundles;
using QosNets.Kernels;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Runtime;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Measurement;

public class BenchmarkTests
{
    private static readonly RoundOptions Brief = new(Seconds: 0.001, LeastRounds: 1, SampleSeconds: 1e-6);
    private static readonly KernelPath[] Supported = [.. KernelPaths.All.Where(p => p.IsSupported)];
    private static readonly NamedTable Wild = new("wild", RandomTables.Wild(5, signed: true));

    [Fact]
    public void Kernels_give_a_row_for_every_path_and_number_of_threads()
    {
        var before = KernelOptions.Threads;
        var rows = KernelBenchmark.Run(Wild, Supported, [1, 2], Brief);
        Assert.Equal(Supported.SelectMany(p => new[] { (p.Name, 1), (p.Name, 2) }), rows.Select(r => (r.Path, r.Threads)));
        Assert.All(
            rows,
            r =>
            {
                Assert.Equal(("wild", 1024, 576, 64, true), (r.Table, r.M, r.K, r.N, r.Checked));
                Assert.True(r.GproductsPerS > 0 && r.Ratio > 0);
            }
        );
        Assert.Equal(1, rows.Single(r => r.Path == "scalar" && r.Threads == 1).Ratio);
        Assert.Equal(before, KernelOptions.Threads);
    }

    [Fact]
    public void Costs_are_measured_for_every_part_that_a_path_has_kernels_for()
    {
        var before = KernelOptions.Threads;
        var rows = PlanCostBenchmark.Run(Supported, Brief);
        Assert.Equal(Supported.Select(p => p.Name), rows.Select(r => r.Path).Distinct());
        foreach (var path in Supported)
        {
            var measured = rows.Where(r => r.Path == path.Name).ToList();
            Assert.Equal(("General", 1.0), (measured[0].Part, measured[0].Cost));
            Assert.Equal(double.IsFinite(path.Costs.Product), measured.Any(r => r.Part == "Product"));
            Assert.Equal(double.IsFinite(path.Costs.Digit64.One) ? 3 : 0, measured.Count(r => r.Part == "Digit64"));
            Assert.Equal(double.IsFinite(path.Costs.Digit256.One) ? 2 : 0, measured.Count(r => r.Part == "Digit256"));
            Assert.Equal(double.IsFinite(path.Costs.Columns.One) ? 3 : 0, measured.Count(r => r.Part == "Columns"));
            Assert.All(measured, r => Assert.True(r is { Cost: > 0, GproductsPerS: > 0, Checked: true }, r.ToString()));
        }
        Assert.Equal(before, KernelOptions.Threads);
    }

    [Fact]
    public void Ratios_are_to_a_loop_that_makes_no_use_of_the_structure_of_a_table()
    {
        var additive = new NamedTable(
            "sum",
            new TruthTable([.. Enumerable.Range(0, TruthTable.Length).Select(i => (i >> 8) + (i & 255))], signed: false)
        );
        var row = Assert.Single(KernelBenchmark.Run(additive, [KernelPaths.All[^1]], [1], Brief));
        Assert.Equal(("scalar", "additive"), (row.Path, row.Plan));
        // It needs a sum of K terms for each row where the loop adds up K products for each output; the measured factor is about
        // 200.
        Assert.True(row.Ratio > 3, $"ratio {row.Ratio}");
    }

    [Fact]
    public void One_table_stands_for_each_plan_and_the_exact_one_comes_first()
    {
        var library = RandomBundles.Library(signed: false);
        var tables = NamedTable.OnePerPlan(library);
        Assert.Equal(library.Exact.Name, tables[0].Name);
        Assert.Equal(
            NamedTable.All(library).Select(t => t.Plan).Distinct().Order(),
            tables.Select(t => t.Plan).Distinct().Order()
        );
        Assert.True(NamedTable.GeneralOf(library).IsGeneral);
    }

    [Fact]
    public void The_plain_sums_are_the_definition()
    {
        foreach (
            var g in new ConvolutionGeometry[]
            {
                new(4, 7, 6, 8, 3, 3, 2, 1, 2),
                new(6, 5, 5, 6, 3, 3, 1, 1, 6),
                ConvolutionGeometry.Linear(33, 9),
            }
        )
        {
            var work = new TableWorkload(g, 3, Wild);
            Assert.Equal(
                QosNets.Tests.Kernels.Reference.Convolve(g, 3, work.Input, 0, work.Weights, Wild.Table.Products.ToArray()),
                work.Expected
            );
        }
    }

    [Fact]
    public void Wrong_sums_are_an_error_that_names_what_gave_them()
    {
        var work = new TableWorkload(ConvolutionGeometry.Linear(8, 4), 6, Wild);
        work.Check("right", () => work.Run(KernelPaths.All[^1]));
        var wrong = work.Expected.ToArray();
        wrong[17]++;
        var e = Assert.Throws<MeasurementException>(() => work.Check("path odd", () => wrong));
        Assert.StartsWith($"path odd on table wild: sum 17 of 24 is {wrong[17]} where", e.Message);
        Assert.Throws<MeasurementException>(() => work.Check("path short", () => wrong[..5]));
    }

    [Fact]
    public void Sums_that_an_earlier_run_left_do_not_pass_for_those_of_a_run_that_writes_nothing()
    {
        var work = new TableWorkload(ConvolutionGeometry.Linear(8, 4), 6, Wild);
        var left = work.Run(KernelPaths.All[^1]);
        Assert.Equal(work.Expected, left);
        Assert.Throws<MeasurementException>(() => work.Check("path idle", () => left));
    }

    [Fact]
    public void The_layers_of_both_networks_are_of_all_kinds()
    {
        var shapes = ConvolutionBenchmark.Networks.SelectMany(LayerShape.Of).ToList();
        Assert.Equal(["depthwise", "linear", "pointwise", "standard"], shapes.Select(s => s.Kind).Distinct().Order());
        Assert.Contains(shapes, s => s is { Kind: "standard", Geometry.StrideHeight: 2 });
        Assert.Contains(shapes, s => s is { Kind: "depthwise", Geometry.StrideHeight: 2 });
        Assert.Equal(20, LayerShape.Of("resnet20").Sum(s => s.Layers));
        Assert.Equal(LayerShape.Of("mobilenetv2").Count, LayerShape.Of("mobilenetv2").Select(s => s.Geometry).Distinct().Count());
    }

    [Fact]
    public void Layers_are_checked_and_measured_against_the_scalar_path_even_when_it_has_no_row()
    {
        var shape = LayerShape.Of("mobilenetv2").First(s => s.Kind == "depthwise");
        var rows = ConvolutionBenchmark.Run(shape, 1, Wild, [Supported[0]], [1], Brief);
        var row = Assert.Single(rows);
        Assert.Equal(
            (Supported[0].Name, "depthwise", 32, 32, true),
            (row.Path, row.Kind, row.InChannels, row.Groups, row.Checked)
        );
        Assert.True(row.Ratio > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_engine_is_measured_at_every_point(bool signed)
    {
        var library = RandomBundles.Library(signed);
        var bundle = SampleBundle.Make(
            LayerShape.Build("lenet5"),
            library,
            [(OperatingPoint.ExactName, "exact"), ("far", "far")]
        );
        var rows = EngineBenchmark.Run(bundle, 2, [1, 2], Brief);
        Assert.Equal([("exact", 1), ("exact", 2), ("far", 1), ("far", 2)], rows.Select(r => (r.Point, r.Threads)));
        Assert.All(rows, r => Assert.True(r.ImagesPerS > 0 && r.AllocatedBytes >= 0));

        // Products of tests that run beside this one count too, so that the share can be too small here.
        Assert.All(rows, r => Assert.True(r.OutsideShare < 1));
    }

    [Fact]
    public void Random_bundles_keep_activations_within_their_bytes()
    {
        var library = new MultiplierLibrary("exact", [new Multiplier("right", TruthTable.Exact(signed: false), 1)]);
        var bundle = SampleBundle.Make(LayerShape.Build("resnet20"), library, [(OperatingPoint.ExactName, "right")]);
        var pixels = new byte[8 * bundle.Network.Input.Shape.Length];
        new Random(3).NextBytes(pixels);
        var logits = new Engine(bundle).Run(0, pixels, 8);
        // Different images give different answers, so no layer drives all of its outputs into saturation.
        Assert.Equal(8, logits.Chunk(bundle.Network.Classes).Select(l => string.Join(' ', l)).Distinct().Count());
    }

    [Fact]
    public void A_stopped_measurement_throws_and_restores_the_number_of_threads()
    {
        var before = KernelOptions.Threads;
        var stopped = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => KernelBenchmark.Run(Wild, Supported, [1], Brief, cancel: stopped));
        Assert.Equal(before, KernelOptions.Threads);
    }
}
