using System.CommandLine;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets export</c>: a bundle for tools of hardware.</summary>
internal static class ExportCommand
{
    public static Command Create() =>
        new CommandWithExamples(
            "export",
            "Write a bundle for tools of hardware: Verilog, and models of energy estimators.",
            "qosnets export verilog runs/fashion-resnet8/fashion-resnet8.qosnet --out rtl"
        )
        {
            ExportVerilog.Create(),
            ExportUnit.Create(),
            ExportTools.Accelergy(),
            ExportTools.HwComponents(),
        };
}
