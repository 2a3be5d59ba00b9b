using QosNets.Hardware;
using QosNets.Training.Experiments;
using Xunit;

namespace QosNets.Training.Tests.Experiments;

public sealed class EnergyModelFileTests
{
    [Fact]
    public void Every_number_of_the_model_can_be_replaced_and_comes_back()
    {
        var written = EnergyModelFile.Write(new EnergyModel());
        Assert.Equal(EnergyModelFile.Keys.Count, typeof(EnergyModel).GetProperties().Length);
        foreach (var key in EnergyModelFile.Keys)
        {
            var changed = EnergyModelFile.Parse(
                key.StartsWith("sram_", StringComparison.Ordinal) ? Lists : $"{key} = 9",
                "m.toml"
            );
            Assert.NotEqual(written, EnergyModelFile.Write(changed));
            Assert.Equal(
                EnergyModelFile.Write(changed),
                EnergyModelFile.Write(EnergyModelFile.Parse(EnergyModelFile.Write(changed), "m.toml"))
            );
        }
    }

    private const string Lists = "sram_kib = [4, 64]\nsram_access_64 = [3.5, 12]";

    [Theory]
    [InlineData("multiplication = -1", "m.toml: multiplication is -1; an energy is a number at or above 0")]
    [InlineData("multiplication = nan", "m.toml: multiplication is NaN; an energy is a number at or above 0")]
    [InlineData("\nmultiplicaton = 1", "m.toml:2: multiplicaton is no key of an energy model; the nearest is multiplication")]
    [InlineData("rows = 0", "m.toml: the array is 0x16; it has at least one row and one column")]
    [InlineData("rows = \"16\"", "m.toml:1: rows is \"16\"; write a whole number")]
    [InlineData("sram_kib = [8, 32]", "m.toml: sram_kib has 2 sizes, sram_access_64 3 energies; give one for each")]
    [InlineData("sram_kib = [8, 8, 9]", "m.toml: sram_kib has 8 at place 2; sizes are above 0 and rise")]
    [InlineData("weight_kib = 0", "m.toml: weight_kib is 0; a memory has more than 0 KiB")]
    [InlineData("accumulator_bits = 5", "m.toml: accumulator_bits is 5; write 8 to 64, or 0 for the proven width")]
    [InlineData("[array]\nrows = 2", "m.toml:1: [array] is not a section; the file has none")]
    public void What_is_wrong_is_named_with_its_place(string toml, string message) =>
        Assert.Equal(message, Assert.Throws<ExperimentException>(() => EnergyModelFile.Parse(toml, "m.toml")).Message);
}
