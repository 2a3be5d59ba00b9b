namespace QosNets.Training.Experiments;

/// <summary>An experiment that cannot be run as written; the message names file, line, key, value and remedy.</summary>
public sealed class ExperimentException(string message) : UserException(message);
