using Surveys.Scoring;

namespace Surveys.Tests.Scoring;

/// <summary>
/// A service whose citizens' true satisfaction is known: each interaction falls into a stratum by its share, the
/// citizen is satisfied with that stratum's probability, and answers with a probability of its own. What is told of
/// them goes into a tally as the ledger's rows would.
/// </summary>
internal sealed class SimulatedService
{
    private readonly Group[] _groups;
    private readonly double[] _upTo;

    private SimulatedService(IEnumerable<Group> groups)
    {
        _groups = [.. groups];
        _upTo = new double[_groups.Length];
        var sum = 0.0;
        for (var i = 0; i < _groups.Length; i++)
        {
            sum += _groups[i].Share;
            _upTo[i] = sum;
        }

        Assert.Equal(1, sum, 1e-12);
    }

    /// <summary>
    /// The probability from which satisfaction is drawn, over all interactions: not the share that a month happens to
    /// realise.
    /// </summary>
    public double Truth => _groups.Sum(group => group.Share * group.Satisfied);

    public IReadOnlyList<Group> Groups => _groups;

    /// <summary>
    /// 55 % Kazakh, 40 % Russian, 5 % English; 55 % served by AI alone, 15 % by AI and then a person, 30 % by people.
    /// Satisfaction runs from 66 to 88 %, by all three dimensions; of those asked 4 to 36 % answer: on the web most,
    /// after a handoff and by voice least, in Kazakh less than in Russian.
    /// </summary>
    public static SimulatedService Typical() =>
        Of(
            ("ai", "web", 0.30, 0.83, 0.24),
            ("ai", "chat", 0.15, 0.80, 0.16),
            ("ai", "voice", 0.10, 0.74, 0.08),
            ("ai-handoff", "chat", 0.09, 0.73, 0.11),
            ("ai-handoff", "voice", 0.06, 0.69, 0.06),
            ("human", "voice", 0.12, 0.78, 0.09),
            ("human", "counter", 0.18, 0.85, 0.12)
        );

    /// <summary>
    /// As typical, but far apart: satisfaction from 52 to 96 %, and those most satisfied answer up to nine times as
    /// often as those least.
    /// </summary>
    public static SimulatedService FarApart() =>
        Of(
            ("ai", "web", 0.30, 0.93, 0.30),
            ("ai", "chat", 0.15, 0.85, 0.16),
            ("ai", "voice", 0.10, 0.65, 0.06),
            ("ai-handoff", "chat", 0.09, 0.65, 0.08),
            ("ai-handoff", "voice", 0.06, 0.55, 0.05),
            ("human", "voice", 0.12, 0.75, 0.07),
            ("human", "counter", 0.18, 0.90, 0.12)
        );

    private static SimulatedService Of(
        params (string Assistance, string Channel, double Share, double Satisfied, double Answers)[] ways
    )
    {
        (string Language, double Share, double Satisfied, double Answers)[] languages =
        [
            ("kk", 0.55, -0.03, 0.8),
            ("ru", 0.40, 0.03, 1.2),
            ("en", 0.05, 0, 1.5),
        ];
        return new SimulatedService(
            from way in ways
            from language in languages
            select new Group(
                new Stratum(way.Assistance, way.Channel, language.Language),
                way.Share * language.Share,
                way.Satisfied + language.Satisfied,
                way.Answers * language.Answers,
                way.Answers * language.Answers
            )
        );
    }

    /// <summary>Everybody answers with the same probability.</summary>
    public SimulatedService AnsweringAlike(double probability) =>
        With(group => group with { AnswersIfSatisfied = probability, AnswersIfNot = probability });

    /// <summary>Everybody is satisfied with the same probability.</summary>
    public SimulatedService SatisfiedAlike(double probability) => With(group => group with { Satisfied = probability });

    /// <summary>In every stratum the unsatisfied answer so many times as often as the satisfied.</summary>
    public SimulatedService WithTheUnsatisfiedAnswering(double times) =>
        With(group => group with { AnswersIfNot = group.AnswersIfSatisfied * times });

    /// <summary>One month of so many interactions.</summary>
    public Tally Month(int interactions, int seed)
    {
        var random = new Random(seed);
        var served = new int[_groups.Length];
        var answers = new int[_groups.Length, 6];
        for (var i = 0; i < interactions; i++)
        {
            var place = GroupOf(random.NextDouble());
            var group = _groups[place];
            var isSatisfied = random.NextDouble() < group.Satisfied;
            served[place]++;
            if (random.NextDouble() < (isSatisfied ? group.AnswersIfSatisfied : group.AnswersIfNot))
            {
                answers[place, isSatisfied ? random.Next(4, 6) : random.Next(1, 4)]++;
            }
        }

        var month = new Tally();
        for (var place = 0; place < _groups.Length; place++)
        {
            var counts = Answers.Of(
                answers[place, 1],
                answers[place, 2],
                answers[place, 3],
                answers[place, 4],
                answers[place, 5],
                served[place]
            );
            month.Of(_groups[place].Stratum).Add(counts);
        }

        return month;
    }

    private SimulatedService With(Func<Group, Group> change) => new(_groups.Select(change));

    private int GroupOf(double draw)
    {
        var place = Array.BinarySearch(_upTo, draw);
        return Math.Min(place < 0 ? ~place : place + 1, _groups.Length - 1);
    }

    /// <param name="Stratum">Assistance x channel x language.</param>
    /// <param name="Share">Its share of the interactions.</param>
    /// <param name="Satisfied">The probability that its citizens are satisfied.</param>
    /// <param name="AnswersIfSatisfied">The probability that a satisfied citizen answers.</param>
    /// <param name="AnswersIfNot">The probability that another one does.</param>
    internal sealed record Group(
        Stratum Stratum,
        double Share,
        double Satisfied,
        double AnswersIfSatisfied,
        double AnswersIfNot
    );
}
