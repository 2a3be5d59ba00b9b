using System.Globalization;
using System.Text;
using QosNets.Bundles;

namespace QosNets.Hardware;

/// <summary>
/// Multipliers as a Python package of HWComponents models: a class for each, whose action <c>multiply</c> gives energy in J and
/// latency in s, and whose area is in m². HWComponents finds installed packages whose name begins with hwcomponents_.
/// </summary>
internal static class HwComponentsPackage
{
    /// <summary>The package: path and text of each file.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="model">Energy of an exact multiplication.</param>
    public static IReadOnlyList<(string Name, string Text)> Of(Bundle bundle, EnergyModel model)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(model);
        var names = VerilogText.Modules(bundle.Library.Multipliers.Select(m => m.Name));
        var text = new StringBuilder(Head);
        foreach (var (name, multiplier) in names.Zip(bundle.Library.Multipliers))
        {
            var joule = model.Multiplication * bundle.Library.RelativePower(multiplier) * 1e-12;
            var area = (multiplier.AreaSquareMicrometre ?? 0) * 1e-12;
            var latency = (multiplier.DelayNanosecond ?? 0) * 1e-9;
            text.Append(
                CultureInfo.InvariantCulture,
                $"""


                class {ClassOf(name)}(_Multiplier):
                    component_name = ["{name}"]
                    _energy, _latency, _area = {joule:R}, {latency:R}, {area:R}

                """
            );
        }
        return [("hwcomponents_qosnets/__init__.py", text.ToString()), ("pyproject.toml", Project)];
    }

    private static string ClassOf(string module) =>
        string.Concat(module.Split('_').Where(p => p.Length > 0).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    private const string Head = """
        # Multipliers of a QosNets bundle for HWComponents. Energy is that of an exact multiplication at 45 nm (Horowitz, ISSCC 2014) times
        # the relative power; area and delay are the published ones, 0 where they are not known. Leakage is not modelled.
        from hwcomponents import ActionCost, ComponentModel, action
        from hwcomponents.scaling import tech_node_area, tech_node_energy, tech_node_latency, tech_node_throughput


        class _Multiplier(ComponentModel):
            priority = 0.5
            _energy, _latency, _area = 0.0, 0.0, 0.0

            def __init__(self, tech_node: float = 45e-9):
                super().__init__(leak_power=0.0, area=self._area)
                self.tech_node = self.scale(
                    "tech_node",
                    tech_node,
                    45e-9,
                    area_scale_function=tech_node_area,
                    energy_scale_function=tech_node_energy,
                    latency_scale_function=tech_node_latency,
                    throughput_scale_function=tech_node_throughput,
                )

            def _cost(self) -> ActionCost:
                throughput = 1 / self._latency if self._latency > 0 else float("inf")
                return ActionCost(energy=self._energy, latency=self._latency, throughput=throughput)

            @action
            def multiply(self) -> ActionCost:
                return self._cost()

            @action
            def read(self) -> ActionCost:
                return self._cost()

        """;

    private const string Project = """
        [build-system]
        requires = ["setuptools"]
        build-backend = "setuptools.build_meta"

        [project]
        name = "hwcomponents-qosnets"
        version = "1.0"
        dependencies = ["hwcomponents"]

        [tool.setuptools]
        packages = ["hwcomponents_qosnets"]

        """;
}
