using BenchmarkDotNet.Running;

// Arguments are BenchmarkDotNet's, for example: --filter '*Kernel*' --job short
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
