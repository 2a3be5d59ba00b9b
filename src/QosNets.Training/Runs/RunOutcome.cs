using QosNets.Reporting.Results;

namespace QosNets.Training.Runs;

/// <summary>Where a finished run left what.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="ReportPath">report.html.</param>
/// <param name="BundlePath">NAME.qosnet.</param>
/// <param name="Results">What results.json holds.</param>
public sealed record RunOutcome(string Folder, string ReportPath, string BundlePath, RunResults Results);
