using System.Buffers.Binary;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Runtime;
using QosNets.Tests.Architecture;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Runtime;

/// <summary>docs/examples/recompute.py, which knows of bundles only what docs/bundle-format.md says.</summary>
public class RecomputeTests
{
    private const int Images = 3;

    // Ends with the exit code of the program, so that a refusal can be told from a crash.
    private const string Program =
        "import runpy, sys\nsys.argv = sys.argv[1:]\ntry:\n    runpy.run_path(sys.argv[0], run_name='__main__')\n"
        + "except SystemExit as e:\n    print('exit', e.code)";

    [Theory]
    [MemberData(nameof(EngineTests.Networks), MemberType = typeof(EngineTests))]
    public void A_program_of_NumPy_alone_gives_the_bits_of_the_engine(string network, bool signed, bool perChannel)
    {
        var bundle = RandomBundles.Make(EngineTests.Build(network), seed: 11, signed, perChannel);
        var lines = Recompute(bundle, _ => { });
        Assert.Equal(
            [.. bundle.Points.Select(p => $"{p.Name}: {Images * bundle.Network.Classes} logits, equal to the bit"), "exit 0"],
            lines
        );
    }

    [Theory]
    [InlineData("lenet5", false, false)]
    [InlineData("odd", true, true)]
    [InlineData("mobilenet", true, false)]
    public void So_it_does_where_four_bits_of_weights_are_stored(string network, bool signed, bool perChannel)
    {
        var bundle = RandomBundles.Narrow(EngineTests.Build(network), seed: 5, signed, perChannel);
        Assert.Contains(WeightWidths.Half, bundle.StoredBits());
        Assert.Equal(
            [.. bundle.Points.Select(p => $"{p.Name}: {Images * bundle.Network.Classes} logits, equal to the bit"), "exit 0"],
            Recompute(bundle, _ => { })
        );
    }

    public static TheoryData<int> Seeds => [.. RandomGraphs.Seeds.Where(seed => seed % 2 == 0)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void So_it_does_on_random_graphs_of_all_nodes(int seed)
    {
        var bundle = RandomBundles.Make(RandomGraphs.Make(seed), seed);
        var lines = Recompute(bundle, _ => { });
        Assert.Equal(
            [.. bundle.Points.Select(p => $"{p.Name}: {Images * bundle.Network.Classes} logits, equal to the bit"), "exit 0"],
            lines
        );
    }

    [Fact]
    public void One_bit_of_one_logit_is_missed_by_no_comparison()
    {
        var bundle = RandomBundles.Make(EngineTests.Build("odd"), seed: 11);
        var lines = Recompute(bundle, logits => logits[5] = MathF.BitIncrement(logits[5]));
        Assert.Equal(
            [.. bundle.Points.Select(p => $"{p.Name}: {Images * bundle.Network.Classes} logits, 1 DIFFER"), "exit 1"],
            lines
        );
    }

    private static string[] Recompute(Bundle bundle, Action<float[]> change)
    {
        var folder = Directory.CreateTempSubdirectory("recompute").FullName;
        try
        {
            var (file, images, logits) = (
                Path.Combine(folder, "b.qosnet"),
                Path.Combine(folder, "idx"),
                Path.Combine(folder, "l.npz")
            );
            var pixels = RandomTables.Bytes(new Random(2), Images * bundle.Network.Input.Shape.Length);
            bundle.Save(file);
            File.WriteAllBytes(images, Idx(pixels));
            var (engine, archive) = (new Engine(bundle), new ArchiveWriter("logits", 1));
            foreach (var point in bundle.Points)
            {
                var values = engine.Run(point.Name, pixels, Images);
                change(values);
                archive.AddArray<float>($"logits/{point.Name}", values, Images, bundle.Network.Classes);
            }
            archive.Save(logits);
            var script = Path.Combine(Repository.Root, "docs", "examples", "recompute.py");
            return NumPy.Run(Program, script, file, images, $"{Images}", "--compare", logits).Split('\n');
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>An IDX file of bytes with the axes images and pixels.</summary>
    private static byte[] Idx(byte[] pixels)
    {
        var header = new byte[12];
        (header[2], header[3]) = (8, 2);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Images);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), pixels.Length / Images);
        return [.. header, .. pixels];
    }
}
