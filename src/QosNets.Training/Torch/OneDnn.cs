using System.Runtime.InteropServices;

namespace QosNets.Training.Torch;

/// <summary>
/// libtorch's switch between oneDNN and its own convolutions. TorchSharp does not have it, so it is taken from the library itself
/// on Linux.
/// </summary>
internal static unsafe class OneDnn
{
    private static readonly (nint Context, nint Set)? Switch = OperatingSystem.IsLinux() ? Find() : null;

    /// <summary>Whether there is a switch.</summary>
    public static bool CanSwitch => Switch is not null;

    /// <summary>Computes something without oneDNN.</summary>
    public static T Without<T>(Func<T> compute)
    {
        Set(false);
        try
        {
            return compute();
        }
        finally
        {
            Set(true);
        }
    }

    private static void Set(bool value)
    {
        if (Switch is { } s)
            Call(s.Set, s.Context, value);
    }

    private static void Call(nint method, nint context, bool value) =>
        ((delegate* unmanaged<nint, byte, void>)method)(context, value ? (byte)1 : (byte)0);

    // at::globalContext() and members of at::Context, as the Itanium ABI writes them.
    private static (nint, nint)? Find()
    {
        if (
            !NativeLibrary.TryLoad(TorchLoader.LibraryPath("torch_cpu"), out var torch)
            || !NativeLibrary.TryGetExport(torch, "_ZN2at13globalContextEv", out var global)
            || !NativeLibrary.TryGetExport(torch, "_ZN2at7Context20setUserEnabledMkldnnEb", out var oneDnn)
            || !NativeLibrary.TryGetExport(torch, "_ZN2at7Context20setUserEnabledNNPACKEb", out var nnpack)
        )
            return null;
        var context = ((delegate* unmanaged<nint>)global)();
        // Without oneDNN libtorch asks NNPACK, which prints a warning each time on processors that it does not know.
        Call(nnpack, context, false);
        return (context, oneDnn);
    }
}
