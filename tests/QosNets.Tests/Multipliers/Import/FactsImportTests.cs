using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class FactsImportTests
{
    private static string Model(string header) => new OwnModels(false, 0).C("mul8u_x", Dialect.All[0], header);

    [Fact]
    public void Headers_give_power_area_delay_and_published_figures()
    {
        var result = Importing.Read(
            "x.c",
            Model(
                "// MAE% = 0.00 %\n// MAE = 0 \n// WCE% = 0.00 %\n// WCE = 0 \n// WCRE% = 7100.00 %\n// EP% = 0.00 %\n// MRE% "
                    + "= 0.00 %\n// MSE = 0.0e2 \n// PDK45_PWR = 0.034 mW\n// PDK45_AREA = 110.8 um2\n// PDK45_DELAY = 0.58 ns\n"
            )
        );
        Assert.Empty(result.Notes);
        var multiplier = result.ToLibrary().Exact;
        Assert.Equal(
            (0.034, 110.8, 0.58),
            (multiplier.PowerMilliwatt, multiplier.AreaSquareMicrometre, multiplier.DelayNanosecond)
        );
        Assert.Equal(new PublishedMetrics(0, 0, 0, 0, 0), multiplier.Published);
    }

    [Theory]
    [InlineData("MAE = 0.4", "MAE is printed as 0.4 and computed as 0")]
    [InlineData("MSE = 12.5e2", "MSE is printed as 1250 and computed as 0")]
    [InlineData("EP% = 0.01 %", "EP in % is printed as 0.01 and computed as 0")]
    [InlineData("WCE% = 1e-3 %", "WCE in % is printed as 0.001 and computed as 0")]
    [InlineData("MRE% = ?", "MRE in % in the header is \"?\", which is not read")]
    [InlineData("PDK45_AREA = 3 mm2", "area in µm² in the header is \"3 mm2\", which is not read; write a number in um2")]
    public void Figures_that_differ_beyond_their_rounding_are_noted(string line, string note) =>
        Assert.Equal(
            note,
            Assert
                .Single(Importing.Read("x.c", Model($"{Importing.Power}// {line}\n"), insist: true).Notes)
                .Text.Split("; write a number")[0]
                + (note.Contains("; write", StringComparison.Ordinal) ? "; write a number in um2" : "")
        );

    [Fact]
    public void Published_figures_of_all_49_tables_are_noted_where_they_do_not_round()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(DataFolder.Find(), "evoapprox");
        var notes = new List<string>();
        foreach (var (file, signed) in new[] { ("mul8u.npz", false), ("mul8s.npz", true) })
        {
            var library = MultiplierLibrary.Load(Path.Combine(data, file));
            var tables = Directory.CreateDirectory(folder[file]);
            foreach (var multiplier in library.Multipliers)
                File.WriteAllBytes(
                    Path.Combine(tables.FullName, multiplier.Name + ".bin"),
                    TableImportTests.Raw(multiplier.Table)
                );
            var result = MultiplierImport.Read(
                [tables.FullName],
                new ImportOptions(signed, Path.Combine(data, "multipliers.csv"), library.Name, "s", "MIT")
            );
            Assert.Equal(
                library.Multipliers.Select(m => m.Name).Order(StringComparer.Ordinal),
                result.Multipliers.Select(m => m.Name)
            );
            Assert.Equal(library.Exact.PowerMilliwatt, result.ToLibrary().Exact.PowerMilliwatt);
            Assert.Equal(library.Exact.Published, result.ToLibrary().Exact.Published);
            notes.AddRange(result.Notes.Where(n => n.Place != "facts").Select(n => n.ToString()));
            Assert.Contains(
                signed ? "36 names without" : "13 names without",
                Assert.Single(result.Notes, n => n.Place == "facts").Text,
                StringComparison.Ordinal
            );
        }
        // 36.535 is printed as 36; the two percentages are those of the rounded errors.
        Assert.Equal(
            [
                "mul8s_1KRC: MAE is printed as 36 and computed as 36.535156",
                "mul8s_1KVA: MAE in % is printed as 0.0018 and computed as 0.0019073486",
                "mul8s_1KVB: MAE in % is printed as 0.0064 and computed as 0.0064849854",
            ],
            notes
        );
    }

    [Theory]
    [InlineData("name,power_mw\nmul8u_x,0.5\n", 0.5)]
    [InlineData("\uFEFF\"name\",\"area_um2\",\"power\"\r\n\"mul8u_x\",,\"0.5\"\r\n", 0.5)]
    [InlineData("[{\"name\":\"mul8u_x\",\"power_mw\":0.5,\"other\":[1]}]", 0.5)]
    [InlineData("{\"signed\":false,\"multipliers\":[{\"name\":\"mul8u_x\",\"power_mw\":5e-1,\"published\":{\"mae\":0}}]}", 0.5)]
    public void Sheets_in_CSV_and_JSON_are_joined_by_name_and_win_over_the_header(string sheet, double power)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["in"]);
        File.WriteAllText(folder["in/sheet.csv"], sheet);
        File.WriteAllText(folder["in/x.c"], Model(Importing.Power));
        var result = MultiplierImport.Read([folder["in"]], new ImportOptions(null, null, "mine"));
        Assert.Equal(power, Assert.Single(result.Multipliers).PowerMilliwatt);
        Assert.Equal(
            "mul8u_x: power in mW is 0.5 in the fact sheet and 0.25 in the header; the fact sheet is taken",
            Assert.Single(result.Notes).ToString()
        );
    }

    [Theory]
    [InlineData("name,power_mw\nmul8u_x\n", "line 2: 1 fields for 2 columns")]
    [InlineData("name,power_mw\nmul8u_x,much\n", "line 2: power_mw is \"much\"")]
    [InlineData("name,power_mw\nmul8u_x,-1\n", "line 2: power_mw is \"-1\"")]
    [InlineData("name,power_mw\nmul8u_x,0e99999999999\n", "power_mw is \"0e99999999999\"")]
    [InlineData("name,power_mw\nm,1\nm,2\n", "line 3: m has facts already")]
    [InlineData("name,signed\nm,maybe\n", "signed is \"maybe\"")]
    [InlineData("[{\"power_mw\":1}]", "it has no name")]
    [InlineData("[{\"name\":\"m\"", "no JSON array of multipliers")]
    [InlineData("{\"x\":1}", "no JSON array of multipliers")]
    [InlineData("[1,2]", "no JSON array of multipliers")]
    [InlineData("int f", "it is no fact sheet")]
    public void Wrong_sheets_are_refused(string sheet, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["sheet.txt"], sheet);
        var message = Importing.Assert(() =>
            Importing.Read(folder, "x.c", System.Text.Encoding.UTF8.GetBytes(Model(Importing.Power)), null, folder["sheet.txt"])
        );
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_power_duplicates_and_empty_folders_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("hold no multiplier", Fault(), StringComparison.Ordinal);
        File.WriteAllText(folder["x.c"], Model(""));
        Assert.Contains("mul8u_x: power is not known", Fault(), StringComparison.Ordinal);
        File.WriteAllText(folder["x.c"], Model(Importing.Power));
        File.WriteAllText(folder["y.c"], Model(Importing.Power));
        File.WriteAllText(folder["readme.md"], "words");
        var notes = MultiplierImport.Read([folder.Path, folder["x.c"]], new ImportOptions(null, null, "mine")).Notes;
        Assert.Equal(
            ["none of the extensions", "with the same products"],
            notes.Select(n => n.Text.Contains("extensions", StringComparison.Ordinal) ? "none of the extensions" : n.Text[^22..])
        );
        File.WriteAllText(folder["y.c"], new OwnModels(false, 8).C("mul8u_x", Dialect.All[1], Importing.Power));
        Assert.Contains("with other products", Fault(), StringComparison.Ordinal);
        Assert.Contains(
            "cannot be read",
            Importing.Assert(() => MultiplierImport.Read([folder["gone.c"]], new ImportOptions(null, null, "mine"))),
            StringComparison.Ordinal
        );

        string Fault() => Importing.Assert(() => MultiplierImport.Read([folder.Path], new ImportOptions(null, null, "mine")));
    }
}
