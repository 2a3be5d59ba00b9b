namespace QosNets.Control;

/// <summary>One position of a knob.</summary>
/// <param name="Name">Name, for people.</param>
/// <param name="Cost">Energy of one frame, in units of one inference of the exact network: relative power; above 0.</param>
/// <param name="Quality">Expected quality, for example validation accuracy, 0..1.</param>
public sealed record Setting(string Name, double Cost, double Quality);
