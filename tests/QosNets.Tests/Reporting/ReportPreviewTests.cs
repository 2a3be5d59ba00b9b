using Xunit;
using QosNets.Reporting;
namespace QosNets.Tests.Reporting;
public class ReportPreviewTests { [Fact] public void Preview() => RunReport.Write(ReportFixture.Sample(), "/tmp/qreport"); }
