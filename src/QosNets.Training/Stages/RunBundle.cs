namespace QosNets.Training.Stages;

/// <summary>The bundle that a run's folder holds once its stage <c>bundle</c> is done, for readers outside the run.</summary>
internal static class RunBundle
{
    internal const string Stage = "bundle";
    internal const string File = "points.qosnet";

    /// <summary>Its path.</summary>
    /// <param name="runFolder">Folder of the run.</param>
    public static string PathIn(string runFolder) => Path.Combine(runFolder, Stage, File);
}
