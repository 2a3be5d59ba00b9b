using System.Runtime.InteropServices;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public class OpenMpEnvironmentTests
{
    [Fact]
    public void What_the_environment_says_of_threads_is_taken_back_and_named()
    {
        if (!OperatingSystem.IsLinux())
            return;
        const string Name = "OMP_DYNAMIC";
        var before = Environment.GetEnvironmentVariable(Name);
        Environment.SetEnvironmentVariable(Name, "true");
        _ = setenv(Name, "true", 1);
        try
        {
            Assert.Equal("true", Marshal.PtrToStringAnsi(getenv(Name)));
            OpenMpEnvironment.TakeBack();
            Assert.Equal(0, getenv(Name));
            Assert.Contains("OMP_DYNAMIC=true", OpenMpEnvironment.Ignored);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, before);
            OpenMpEnvironment.TakeBack();
        }
    }

    [DllImport("libc", CharSet = CharSet.Ansi)]
    private static extern nint getenv(string name);

    [DllImport("libc", CharSet = CharSet.Ansi)]
    private static extern int setenv(string name, string value, int overwrite);
}
