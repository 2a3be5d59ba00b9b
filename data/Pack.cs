#:project ../src/QosNets/QosNets.csproj

// Packs the EvoApproxLib tables into the two library files: dotnet run data/Pack.cs FOLDER
// where FOLDER holds multipliers.csv and truth-tables/NAME.bin. Run it in the repository root.
using QosNets.Multipliers;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: dotnet run data/Pack.cs FOLDER");
    return 2;
}
foreach (var signed in new[] { false, true })
{
    var name = signed ? "mul8s" : "mul8u";
    var library = MultiplierLibrary.FromFolder(
        Path.Combine(folder, "truth-tables"),
        Path.Combine(folder, "multipliers.csv"),
        signed,
        $"evoapprox-{name}",
        "EvoApproxLib, 45 nm; Mrazek, Hrbacek, Vasicek, Sekanina, DATE 2017",
        "MIT"
    );
    var path = Path.Combine("data", "evoapprox", name + ".npz");
    library.Save(path);
    Console.WriteLine(
        $"{path}: {library.Multipliers.Count} multipliers, exact {library.Exact.Name} at {library.Exact.PowerMilliwatt} mW"
    );
}
return 0;
