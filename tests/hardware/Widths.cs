#:project ../../src/QosNets/QosNets.csproj

// Bits of accumulators of the built-in networks: dotnet run tests/hardware/Widths.cs, in the repository root.
// Weights are random over all bytes, which spreads them wider than training does; qosnets export verilog proves a bundle's own.
using QosNets.Hardware;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;

var library = MultiplierLibrary.Load("data/evoapprox/evoapprox-unsigned.npz");
Console.WriteLine("| network | widest layer | K | least accumulator | greatest | bits |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
foreach (var (name, shape) in new[] { ("lenet5", 28), ("resnet8", 28), ("resnet20", 32), ("mobilenetv2", 32) })
{
    var channels = shape == 28 ? 1 : 3;
    float[] mean = [.. Enumerable.Repeat(0f, channels)],
        std = [.. Enumerable.Repeat(1f, channels)];
    var network = BuiltInNetworks.Create(name, new Shape(channels, shape, shape), 10, mean, std);
    var bundle = SampleBundle.Make(network, library, [("exact", "mul8u_1JFF"), ("approximate", "mul8x3u_0UB")]);
    var widest = Enumerable
        .Range(0, network.Layers.Count)
        .Select(l => (Layer: network.Layers[l], Range: AccumulatorRange.OfLayer(bundle, l)))
        .MaxBy(p => p.Range.Bits);
    Console.WriteLine(
        $"| {name} | `{widest.Layer.Name}` | {widest.Layer.Geometry.FanIn} | {widest.Range.Low} | {widest.Range.High} | "
            + $"{widest.Range.Bits} |"
    );
}
return 0;
