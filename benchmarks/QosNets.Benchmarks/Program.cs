using BenchmarkDotNet.Running;
using QosNets.Benchmarks;

// kernels/run.sh and engine/run.sh name a comparison; all other arguments are BenchmarkDotNet's: --filter '*Kernel*' --job short
switch (args)
{
    case ["plain-c", .. var rest]:
        PlainComparison.Print(rest);
        break;
    case ["onnx", .. var rest]:
        OnnxComparison.Print(rest);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
