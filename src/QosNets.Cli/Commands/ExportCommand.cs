using System.CommandLine;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets export</c>: a bundle, or one of its points, for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create() =>
        new CommandWithExamples(
            "export",
            "Write a bundle or one of its points for other programs: ONNX, NumPy, JSON, Verilog, and energy estimators.",
            "qosnets export onnx runs/fashion-resnet8/fashion-resnet8.qosnet --point save80 --form lut --out net.onnx",
            "qosnets export verilog runs/fashion-resnet8/fashion-resnet8.qosnet --out rtl"
        )
        {
            ExportPoint.Onnx(),
            ExportPoint.Npz(),
            ExportPoint.Json(),
            ExportVerilog.Create(),
            ExportUnit.Create(),
            ExportTools.Accelergy(),
            ExportTools.HwComponents(),
        };
}
