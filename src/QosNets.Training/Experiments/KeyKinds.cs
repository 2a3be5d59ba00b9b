namespace QosNets.Training.Experiments;

/// <summary>Kinds of values that several keys have.</summary>
internal static class KeyKinds
{
    public static readonly ValueKind Text = new TextKind();
    public static readonly ValueKind FilePath = new PathKind();
    public static readonly ValueKind Switch = new SwitchKind();
    public static readonly ValueKind Count = new WholeKind(0);
    public static readonly ValueKind AtLeastOne = new WholeKind(1);
    public static readonly ValueKind Share = new NumberKind(0, 1);
    public static readonly ValueKind Positive = new NumberKind(0, double.PositiveInfinity, above: true);
    public static readonly ValueKind NonNegative = new NumberKind(0, double.PositiveInfinity);
    public static readonly ValueKind Names = new ListKind<string>(Text, "texts");
}
