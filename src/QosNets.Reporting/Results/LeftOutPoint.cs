namespace QosNets.Reporting.Results;

/// <summary>A point that was asked for and is no part of the bundle, since it collapsed in every way of training.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="Saving">What its assignment would have saved, as a fraction of 1.</param>
/// <param name="ValidationTop1">Top-1 on the validation split that it came to, 0..1.</param>
internal sealed record LeftOutPoint(string Name, double Saving, double ValidationTop1);
