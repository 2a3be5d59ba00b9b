using System.Runtime.InteropServices;
using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Native;

/// <summary>Functions about tables of products; include/qosnets.h describes all of them.</summary>
internal static unsafe class TableExports
{
    /// <summary>A table as it is and as the kernels want it.</summary>
    internal sealed record Table(TruthTable Products, PreparedTable Prepared)
    {
        public static Table Of(TruthTable products) => new(products, PreparedTable.Create(products.Products));
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Metrics
    {
        public double MeanAbsoluteError;
        public double WorstCaseError;
        public double ErrorProbability;
        public double MeanRelativeError;
        public double MeanSquaredError;
        public double MeanError;
        public double Variance;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Convolution
    {
        public int InChannels;
        public int InHeight;
        public int InWidth;
        public int OutChannels;
        public int KernelHeight;
        public int KernelWidth;
        public int StrideHeight;
        public int StrideWidth;
        public int DilationHeight;
        public int DilationWidth;
        public int PadTop;
        public int PadLeft;
        public int PadBottom;
        public int PadRight;
        public int Groups;

        public readonly ConvolutionGeometry Geometry()
        {
            // Sizes beyond an int would wrap around, and less memory would be read than is meant.
            var (_, _) = (checked(InChannels * InHeight * InWidth), checked(InChannels * KernelHeight * KernelWidth));
            if (InChannels < 1 || InHeight < 1 || InWidth < 1 || OutChannels < 1 || KernelHeight < 1 || KernelWidth < 1)
                throw new ArgumentException(
                    $"input of {InChannels}x{InHeight}x{InWidth} to {OutChannels} channels by kernels of "
                        + $"{KernelHeight}x{KernelWidth}; each must be at least 1"
                );
            if (StrideHeight < 1 || StrideWidth < 1)
                throw new ArgumentException($"stride is {StrideHeight}x{StrideWidth}; each must be at least 1");
            return new ConvolutionGeometry(
                InChannels,
                InHeight,
                InWidth,
                OutChannels,
                KernelHeight,
                KernelWidth,
                StrideHeight,
                0,
                Groups
            )
            {
                StrideWidth = StrideWidth,
                DilationHeight = DilationHeight,
                DilationWidth = DilationWidth,
                PadTop = PadTop,
                PadLeft = PadLeft,
                PadBottom = PadBottom,
                PadRight = PadRight,
            };
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_table_create")]
    public static int Create(int* products, int isSigned, nint* table)
    {
        try
        {
            Arguments.Place(table, "table") = 0;
            *table = Handles.Add(
                Table.Of(new TruthTable(Arguments.Read(products, TruthTable.Length, "products"), isSigned != 0))
            );
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_table_load")]
    public static int Load(byte* library, byte* name, nint* table)
    {
        try
        {
            Arguments.Place(table, "table") = 0;
            var multipliers = MultiplierLibrary.Load(Arguments.Text(library, "library"));
            var chosen = multipliers.Multipliers[multipliers.IndexOf(Arguments.Text(name, "name"))];
            *table = Handles.Add(Table.Of(chosen.Table));
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_table_close")]
    public static int Close(nint table)
    {
        try
        {
            Handles.Close<Table>(table);
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_table_products")]
    public static int CopyProducts(nint table, int* products, int* isSigned)
    {
        try
        {
            var of = Handles.Get<Table>(table).Products;
            of.Products.CopyTo(Arguments.Write(products, TruthTable.Length, "products"));
            Arguments.Place(isSigned, "is_signed") = of.Signed ? 1 : 0;
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_table_metrics")]
    public static int ComputeMetrics(nint table, Metrics* metrics)
    {
        try
        {
            var of = ErrorMetrics.Compute(Handles.Get<Table>(table).Products);
            Arguments.Place(metrics, "metrics") = new Metrics
            {
                MeanAbsoluteError = of.MeanAbsoluteError,
                WorstCaseError = of.WorstCaseError,
                ErrorProbability = of.ErrorProbability,
                MeanRelativeError = of.MeanRelativeError,
                MeanSquaredError = of.MeanSquaredError,
                MeanError = of.MeanError,
                Variance = of.Variance,
            };
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_matmul")]
    public static int Multiply(nint table, byte* x, byte* w, int* sums, int m, int n, int k, int threads)
    {
        try
        {
            var prepared = Handles.Get<Table>(table).Prepared;
            if (m < 0 || n < 1 || k < 1)
                throw new ArgumentException($"m, n and k are {m}, {n} and {k}; m must be at least 0, the others at least 1");
            TableGemm.Multiply(
                prepared,
                Arguments.Read(x, (long)m * k, "x"),
                Arguments.Read(w, (long)n * k, "w"),
                Arguments.Write(sums, (long)m * n, "sums"),
                m,
                n,
                k,
                threads: Threads(threads)
            );
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_conv2d")]
    public static int Convolve(
        nint table,
        Convolution* convolution,
        int batch,
        byte* input,
        byte padding,
        byte* weights,
        int* sums,
        int threads
    )
    {
        try
        {
            var prepared = Handles.Get<Table>(table).Prepared;
            var g = Arguments.Place(convolution, "convolution").Geometry();
            var groups = Math.Max(g.Groups, 1);
            var perGroup = g.InChannels / groups * g.KernelHeight * g.KernelWidth;
            TableConvolution.Run(
                g,
                batch,
                Arguments.Read(input, (long)batch * g.InputLength, "input"),
                padding,
                Arguments.Read(weights, (long)g.OutChannels * perGroup, "weights"),
                prepared,
                Arguments.Write(sums, (long)batch * g.OutChannels * g.OutHeight * g.OutWidth, "sums"),
                threads: Threads(threads)
            );
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    private static int? Threads(int threads) =>
        threads >= 0
            ? threads == 0
                ? null
                : threads
            : throw new ArgumentException($"threads is {threads}; give 1 or more, or 0 for the default");
}
