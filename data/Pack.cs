#:project ../src/QosNets/QosNets.csproj

// Packs both generations of EvoApproxLib: dotnet run data/Pack.cs MASTER V2022
// where both are checkouts of github.com/ehw-fit/evoapproxlib (branches master and v2022). Run it in the repository root.
using QosNets.Multipliers;

if (args is not [var master, var v2022])
{
    Console.Error.WriteLine("usage: dotnet run data/Pack.cs MASTER V2022");
    return 2;
}
foreach (var signed in new[] { false, true })
{
    var name = $"evoapprox-{(signed ? "signed" : "unsigned")}";
    var notes = new List<ImportNote>();
    var first = Read(master, "master").ToLibrary();
    var library = MultiplierMerge.Into(first, Read(v2022, "v2022").Multipliers, notes);
    var path = Path.Combine("data", "evoapprox", name + ".npz");
    library.Save(path);
    Console.WriteLine(
        $"{path}: {library.Multipliers.Count} multipliers, exact {library.Exact.Name} at {library.Exact.PowerMilliwatt} mW"
    );

    ImportResult Read(string folder, string generation) =>
        MultiplierImport.Read(
            [folder],
            new ImportOptions(
                signed,
                null,
                name,
                "EvoApproxLib, 45 nm; Mrazek, Hrbacek, Vasicek, Sekanina, DATE 2017, and Mrazek, Sekanina, Vasicek, JETCAS 2020",
                "MIT"
            )
            {
                Generation = generation,
            }
        );
}
return 0;
