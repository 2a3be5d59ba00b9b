using System.Reflection;
using System.Runtime.InteropServices;
using QosNets.Kernels;

namespace QosNets.Native;

/// <summary>Functions about the library itself; include/qosnets.h describes all of them.</summary>
internal static unsafe class LibraryExports
{
    private static readonly string Version = typeof(LibraryExports)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    [UnmanagedCallersOnly(EntryPoint = "qosnets_version")]
    public static nuint CopyVersion(byte* text, nuint size) => Arguments.Copy(Version, text, size);

    [UnmanagedCallersOnly(EntryPoint = "qosnets_last_error")]
    public static nuint CopyError(byte* text, nuint size) => Arguments.Copy(Fault.Text, text, size);

    [UnmanagedCallersOnly(EntryPoint = "qosnets_kernel")]
    public static int CopyKernel(byte* text, nuint size)
    {
        try
        {
            Arguments.Copy(KernelPaths.Selected.Name, text, size);
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }
}
