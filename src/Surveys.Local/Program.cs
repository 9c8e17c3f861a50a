using Surveys.Local;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);

/// <summary>The entry point of the local host.</summary>
public partial class Program;
