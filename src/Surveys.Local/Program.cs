using Surveys.Local;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);

/// <summary>The one-machine host's entry.</summary>
public partial class Program;
