namespace QosNets.Tests.Architecture;

/// <summary>
/// The folders of each project in the order in which they build on each other: a folder uses itself and folders before it.
/// <see cref="Root"/> stands for the files beside the project file.
/// </summary>
internal static class FolderOrder
{
    public const string Root = ".";

    public static readonly IReadOnlyDictionary<string, string[]> Of = new Dictionary<string, string[]>
    {
        ["QosNets"] =
        [
            Root,
            "Numerics",
            "Archives",
            "Tabular",
            "Multipliers",
            "Kernels",
            "Approximation",
            "Networks",
            "Quantization",
            "Bundles",
            "Runtime",
            "Hardware",
            "Selection",
            "Measurement",
            "Control",
            "Simulation",
        ],
        ["QosNets.Onnx"] = ["Base", "Constants", "Files", "Graph", "Folding", "Operators", "Export", Root, "Reference"],
        ["QosNets.Reporting"] = ["Results", "Text", "Charts", "Html", "Csv", Root, "Sweeps", "Pages"],
        ["QosNets.Server"] = ["Base", "Batching", "Protocol", "Metrics", "Model", "Http", "Page", "Rpc", Root],
        ["QosNets.Training"] = ["Progress", "Experiments", "Torch", "Pipeline", "Stages", "Benchmark", "Report", "Runs"],
        ["QosNets.Sweeps"] = ["Files", "Plans", "Local", "Slurm", "Results"],
        ["QosNets.Cli"] = ["Shell", "Study", "Output", "Progress", "Commands", Root],
    };
}
