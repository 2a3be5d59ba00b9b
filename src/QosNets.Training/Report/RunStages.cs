using QosNets.Training.Pipeline;
using QosNets.Training.Stages;

namespace QosNets.Training.Report;

/// <summary>The finished stages of a run, for the report.</summary>
internal sealed record RunStages(
    BaselineStage Baseline,
    QuantizationStage Quantization,
    RobustnessStage Robustness,
    ProfileStage Profile,
    ErrorStage Errors,
    ExactStage Exact,
    SelectionStage Selection,
    ValidationStage Validation,
    JointStage Joint,
    BundleStage Bundle,
    EvaluationStage Evaluation
)
{
    /// <summary>All stages in the order in which they run.</summary>
    public IReadOnlyList<Stage> InOrder =>
        [Baseline, Quantization, Robustness, Profile, Errors, Selection, Exact, Joint, Validation, Bundle, Evaluation];

    /// <summary>Builds the stages of a run.</summary>
    public static RunStages Of(RunContext run, string dataFingerprint, string libraryFingerprint)
    {
        var baseline = new BaselineStage(run, dataFingerprint);
        var quantization = new QuantizationStage(run, baseline);
        var robustness = new RobustnessStage(run, quantization);
        var profile = new ProfileStage(run, quantization, robustness);
        var errors = new ErrorStage(run, profile, libraryFingerprint);
        var exact = new ExactStage(run, quantization);
        var selection = new SelectionStage(run, profile, errors);
        var validation = new ValidationStage(run, quantization, selection);
        var joint = new JointStage(run, quantization, selection);
        var bundle = new BundleStage(run, quantization, selection, exact, joint);
        return new RunStages(
            baseline,
            quantization,
            robustness,
            profile,
            errors,
            exact,
            selection,
            validation,
            joint,
            bundle,
            new EvaluationStage(run, baseline, bundle)
        );
    }
}
