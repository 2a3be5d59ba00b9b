using QosNets.Cli;

return CommandTree.Invoke(args, Console.Out, Console.Error);
