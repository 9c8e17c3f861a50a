using Surveys.Local;

return await CommandLine.RunAsync(args);

/// <summary>The one-machine host's entry.</summary>
public partial class Program;
