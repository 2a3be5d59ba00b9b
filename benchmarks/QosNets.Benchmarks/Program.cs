using BenchmarkDotNet.Running;
using QosNets.Benchmarks;

// kernels/run.sh, engine/run.sh and doors/bench.py name a comparison; all other
// arguments are BenchmarkDotNet's: --filter '*Kernel*' --job short
switch (args)
{
    case ["plain-c", .. var rest]:
        PlainComparison.Print(rest);
        break;
    case ["onnx", .. var rest]:
        OnnxComparison.Print(rest);
        break;
    case ["timed-engine", .. var rest]:
        TimedEngine.Serve(rest);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
