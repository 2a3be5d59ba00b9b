using System.Globalization;
using CsCheck;
using QosNets.Reporting.Csv;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Tests.Reporting;

public class CsvTablesTests
{
    private const string Hostile = ",\"x\"\r\ny";

    [Fact]
    public void Any_fields_come_back_from_a_literal_reader() =>
        Gen.OneOf(
                Gen.String[Gen.Char[",\"\r\n; ab"], 0, 6],
                Gen.Double.Select(d => d.ToString("R", CultureInfo.InvariantCulture))
            )
            .Array[1, 5]
            .Array[1, 5]
            .Sample(records =>
            {
                var writer = new CsvWriter();
                foreach (var record in records)
                {
                    foreach (var field in record)
                        writer.Field(field);
                    writer.End();
                }
                Assert.Equal(records.Select(r => r.ToList()).ToList(), CsvReader.Read(writer.ToString()));
            });

    [Fact]
    public void Operating_points_come_back_to_the_last_digit()
    {
        var results = ReportFixture.Sample(Hostile).Results;

        var records = CsvReader.Read(CsvTables.OperatingPoints(results));

        Assert.Equal(2 + results.OperatingPoints.Count, records.Count);
        for (var i = 0; i < results.OperatingPoints.Count; i++)
        {
            var (point, record) = (results.OperatingPoints[i], records[i + 2]);
            double Value(string name) => double.Parse(record[records[0].IndexOf(name)], CultureInfo.InvariantCulture);
            Assert.Equal(point.Name, record[0]);
            Assert.Equal(point.Top1, Value("top1"));
            Assert.Equal(point.Loss, Value("loss"));
            Assert.Equal(point.LossInterval, new Interval(Value("loss_low"), Value("loss_high")));
            Assert.Equal(point.Saving, Value("saving"));
            Assert.Equal(point.RelativePower, Value("relative_power"));
        }
    }

    [Fact]
    public void Layers_show_the_multiplier_of_every_point_with_its_errors()
    {
        var data = ReportFixture.Sample(Hostile);

        var records = CsvReader.Read(CsvTables.Layers(data));

        Assert.Equal(1 + data.Layers.Count, records.Count);
        Assert.All(records, r => Assert.Equal(7 + (3 * 3), r.Count));
        var thrifty = data.Results.OperatingPoints[2];
        var column = records[0].IndexOf(thrifty.Name + ":multiplier");
        for (var l = 0; l < data.Layers.Count; l++)
        {
            var multiplier = thrifty.Assignment[data.Layers[l].Name];
            var m = data.Errors.Multipliers.ToList().IndexOf(multiplier);
            Assert.Equal(multiplier, records[l + 1][column]);
            Assert.Equal(data.Errors.Predicted[l, m], double.Parse(records[l + 1][column + 1], CultureInfo.InvariantCulture));
            Assert.Equal(data.Errors.Measured[l, m], double.Parse(records[l + 1][column + 2], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void The_error_table_has_every_pair()
    {
        var data = ReportFixture.Sample();

        var records = CsvReader.Read(CsvTables.ErrorTable(data));

        Assert.Equal(1 + (20 * 36), records.Count);
        var last = records[^1];
        Assert.Equal([data.Layers[19].Name, data.Errors.Multipliers[35]], last.Take(2));
        Assert.Equal(data.Errors.Powers[35], double.Parse(last[2], CultureInfo.InvariantCulture));
        Assert.Equal(data.Errors.Measured[19, 35], double.Parse(last[4], CultureInfo.InvariantCulture));
    }
}
