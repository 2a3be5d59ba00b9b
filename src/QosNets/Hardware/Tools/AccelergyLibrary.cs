using System.Globalization;
using System.Text;
using QosNets.Bundles;
using QosNets.Multipliers;

namespace QosNets.Hardware;

/// <summary>
/// Multipliers as components of Accelergy's library plug-in: one CSV a component, named after it, with the attribute
/// <c>technology</c> in nm, the energy of an action in pJ and the area in µm².
/// </summary>
internal static class AccelergyLibrary
{
    /// <summary>Feature size of Horowitz' energies and of EvoApproxLib's areas, nm.</summary>
    public const int Nanometres = 45;

    /// <summary>The components of a bundle's multipliers: file name and text of each.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="model">Energy of an exact multiplication.</param>
    public static IReadOnlyList<(string Name, string Text)> Of(Bundle bundle, EnergyModel model)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(model);
        return
        [
            .. VerilogText
                .Modules(bundle.Library.Multipliers.Select(m => m.Name))
                .Zip(bundle.Library.Multipliers, (name, m) => ($"{name}.csv", Component(bundle.Library, m, model))),
        ];
    }

    // The plug-in wants read, write, update and leak of every component; leakage is not in the model. An area that is not known
    // stays blank, which it takes for "not relevant".
    private static string Component(MultiplierLibrary library, Multiplier multiplier, EnergyModel model)
    {
        var energy = model.Multiplication * library.RelativePower(multiplier);
        var area = multiplier.AreaSquareMicrometre?.ToString("R", CultureInfo.InvariantCulture) ?? "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {VerilogText.Comment(multiplier.Name).Replace('#', ' ')}: ");
        text.Append("energy is that of an exact multiplication times the relative power");
        text.Append(multiplier.PowerIsEstimated ? ", an ESTIMATE from counted gates\n" : "\n");
        text.Append("technology,energy,area,action\n");
        text.Append(CultureInfo.InvariantCulture, $"{Nanometres},{energy:R},{area},multiply|read\n");
        text.Append(CultureInfo.InvariantCulture, $"{Nanometres},0,{area},idle|write|update|leak\n");
        return text.ToString();
    }
}
