using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Hardware;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Runtime;

public class BundleCostTests
{
    private static readonly Bundle Plain = RandomBundles.Make(EngineTests.Build("bytes"), seed: 1);

    // Costs that rise where powers fall, so that no figure of one is one of the other.
    private static Bundle By(string cost)
    {
        var multipliers = Plain.Library.Multipliers.Select(
            (m, i) =>
                m with
                {
                    AreaSquareMicrometre = m.Table.IsExact ? 100 : 10 * (i + 1),
                    LookUpTables = m.Table.IsExact ? 80 : 7 * i,
                    Costs = new CostList([("asap7", m.Table.IsExact ? 9 : 0.5 * i)]),
                }
        );
        return new Bundle(
            Plain.Network,
            new MultiplierLibrary("priced", multipliers, cost),
            Plain.Weights,
            Plain.Quantizers,
            Plain.Points,
            Plain.Metadata
        );
    }

    [Theory]
    [InlineData("power", 4)]
    [InlineData("area", 5)]
    [InlineData("luts", 5)]
    [InlineData("asap7", 5)]
    public void A_bundle_keeps_what_its_multipliers_were_chosen_by(string cost, int most)
    {
        var bundle = By(cost);
        var bytes = bundle.ToArray();
        Assert.InRange(ArchiveReader.Read(bytes, "b", "qosnets-bundle", 5).Version, most == 5 ? 5 : 1, most);
        var back = Bundle.Read(bytes, "b");
        Assert.Equal(cost, back.Library.Cost);
        Assert.Equal(bytes, back.ToArray());
        Assert.Equal(bundle.Points.Select(bundle.RelativeCost), back.Points.Select(back.RelativeCost));
        Assert.Equal(Plain.Points.Select(Plain.RelativePower), back.Points.Select(back.RelativePower));
        Assert.Equal(cost == "power", back.Points.All(p => back.RelativeCost(p) == back.RelativePower(p)));
    }

    [Fact]
    public void The_energy_of_an_accelerator_counts_power_whatever_was_chosen_by()
    {
        var (power, area) = (By("power"), By("area"));
        foreach (var dataflow in Enum.GetValues<Dataflow>())
            Assert.Equal(
                EnergyEstimate.Of(power, new EnergyModel(), dataflow).Points.Select(p => (p.MultiplierSaving, p.Parts)),
                EnergyEstimate.Of(area, new EnergyModel(), dataflow).Points.Select(p => (p.MultiplierSaving, p.Parts))
            );
    }

    [Fact]
    public void A_file_whose_cost_is_not_the_area_that_it_names_is_refused()
    {
        var archive = ArchiveReader.Read(By("area").ToArray(), "b", "qosnets-bundle", 5);
        var text = archive.ReadText("bundle.json");
        Assert.Contains("\"cost\": \"area\"", text, StringComparison.Ordinal);
        Assert.Contains("\"cost\": 100", text, StringComparison.Ordinal);
        var writer = new ArchiveWriter("qosnets-bundle", 5);
        writer.AddText("network.json", archive.ReadText("network.json"));
        writer.AddText("bundle.json", text.Replace("\"cost\": 100", "\"cost\": 101", StringComparison.Ordinal));
        foreach (var name in archive.Names.Where(n => n.StartsWith("tables/", StringComparison.Ordinal)))
            writer.AddArray<ushort>(name, archive.ReadArray<ushort>(name, out var table), table);
        foreach (var name in archive.Names.Where(n => n.StartsWith("weights/", StringComparison.Ordinal)))
            writer.AddArray<byte>(name, archive.ReadArray<byte>(name, out var weights), weights);
        foreach (
            var name in archive.Names.Where(n =>
                n.StartsWith("scales/", StringComparison.Ordinal) || n.StartsWith("points/", StringComparison.Ordinal)
            )
        )
            writer.AddArray<float>(name, archive.ReadArray<float>(name, out var shape), shape);
        var fault = Assert.Throws<BundleException>(() => Bundle.Read(writer.ToArray(), "b.qosnet"));
        Assert.Contains("is not its area", fault.Message, StringComparison.Ordinal);
    }
}
